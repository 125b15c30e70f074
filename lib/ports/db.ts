import type { Prisma, PrismaClient } from "#generated/prisma/client.ts";

/**
 * The tables, as types only: nothing outside lib/adapters/postgres loads Prisma's code, so services stay free of it
 * and get the one client of the process handed in.
 */
export type Db = PrismaClient;
/** Inside a transaction. */
export type Tx = Prisma.TransactionClient;
export type { Prisma };
