"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import { z } from "zod";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { AreaField, SelectField, TextField } from "#components/ui/field.tsx";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { givenSecrets, parseParameters, pinIn, secretsOf } from "#lib/client/target-form.ts";
import type { PlaybookView } from "#lib/contract/playbook.ts";
import { CreateTarget } from "#lib/contract/target.ts";
import { AuthorizedLine } from "./authorized-line.tsx";

/** The contract's fields as a form has them: text for numbers and parameters, one secret of either kind. */
const Form = CreateTarget.pick({
  name: true,
  host: true,
  user: true,
  environment: true,
  playbook: true,
}).extend({
  port: z.coerce.number().int().min(1).max(65535),
  hostKeySha256: z.string().transform(pinIn).pipe(CreateTarget.shape.hostKeySha256),
  parameters: z.string().superRefine((text, context) => {
    const parsed = parseParameters(text);
    if (!parsed.ok) context.addIssue({ code: "custom", message: parsed.reason });
  }),
  /** Secret parameters of the chosen playbook; those of another one, chosen before, are not sent. */
  secrets: z.record(z.string(), z.string()),
  kind: z.enum(["key", "password"]),
  secret: z.string().min(1, "the credential is needed").max(16_384),
});
type Values = z.input<typeof Form>;

type Props = { playbooks: readonly PlaybookView[]; onAdded: (name: string) => void; onClose: () => void };

/** Which secrets are asked for follows from the playbook, so that one is chosen from the start. */
export function TargetForm({ playbooks, onAdded, onClose }: Props) {
  const client = useQueryClient();
  const { register, handleSubmit, watch, formState } = useForm<Values, unknown, z.output<typeof Form>>({
    resolver: zodResolver(Form),
    defaultValues: {
      port: 22,
      environment: "staging",
      playbook: playbooks[0]?.id ?? "",
      kind: "key",
      parameters: "",
      secrets: {},
    },
  });
  const declared = secretsOf(playbooks.find((p) => p.id === watch("playbook")));
  const wrong = (name: Exclude<keyof Values, "secrets">) => formState.errors[name]?.message;
  const add = useMutation({
    mutationFn: ({ parameters, secrets, kind, secret, ...target }: z.output<typeof Form>) => {
      const parsed = parseParameters(parameters);
      const credential = kind === "key" ? { kind, privateKey: secret } : { kind, password: secret };
      return api.post("/targets", {
        ...target,
        parameters: parsed.ok ? parsed.parameters : {},
        secrets: givenSecrets(declared, secrets),
        credential,
      });
    },
    onSuccess: async (_answer, { name }) => {
      await client.invalidateQueries({ queryKey: keys.targets });
      toast("The target was added. Its credential and secrets are sealed and never shown again.");
      onAdded(name);
    },
  });
  return (
    <form
      className="panel grid gap-3 p-4"
      aria-label="Add target"
      onSubmit={handleSubmit((values) => add.mutate(values))}
    >
      <ProblemBanner error={add.error} lead="The target was not added." />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(200px,1fr))] gap-3">
        <TextField label="Name" {...register("name")} error={wrong("name")} />
        <TextField label="Host" {...register("host")} error={wrong("host")} />
        <TextField label="Port" inputMode="numeric" {...register("port")} error={wrong("port")} />
        <TextField label="User" {...register("user")} error={wrong("user")} />
        <SelectField label="Environment" {...register("environment")} error={wrong("environment")}>
          <option value="production">production</option>
          <option value="staging">staging</option>
          <option value="drill">drill</option>
        </SelectField>
        <SelectField label="Playbook" {...register("playbook")} error={wrong("playbook")}>
          {playbooks.map((p) => (
            <option key={p.id} value={p.id}>
              {p.title}
            </option>
          ))}
        </SelectField>
      </div>
      <TextField
        label="Host key"
        className="mono"
        placeholder="SHA256:…"
        hint={
          <>
            Paste what this prints on the host itself, not over SSH:{" "}
            <span className="mono">ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub</span>. The first look compares it
            with the key that answers.
          </>
        }
        {...register("hostKeySha256")}
        error={wrong("hostKeySha256")}
      />
      <AreaField
        label="Parameters"
        hint="One a line: NAME=value. They reach scripts as environment, never as text."
        {...register("parameters")}
        error={wrong("parameters")}
      />
      {declared.length > 0 ? (
        <div className="grid grid-cols-[repeat(auto-fit,minmax(200px,1fr))] gap-3">
          {declared.map(({ name, title, required }) => (
            <TextField
              key={name}
              label={title}
              type="password"
              autoComplete="off"
              hint={`${name}${required ? "" : ", may be left out"}. One line; longer ones over the API. Masked in output.`}
              {...register(`secrets.${name}`)}
            />
          ))}
        </div>
      ) : null}
      <div className="grid grid-cols-[160px_minmax(0,1fr)] gap-3">
        <SelectField label="Credential" {...register("kind")}>
          <option value="key">Private key</option>
          <option value="password">Password</option>
        </SelectField>
        {watch("kind") === "key" ? (
          <AreaField
            label="Private key"
            autoComplete="off"
            spellCheck={false}
            {...register("secret")}
            error={wrong("secret")}
          />
        ) : (
          <TextField
            label="Password"
            type="password"
            autoComplete="off"
            {...register("secret")}
            error={wrong("secret")}
          />
        )}
      </div>
      {watch("kind") === "key" ? (
        <AuthorizedLine privateKey={watch("secret") ?? ""} user={watch("user") ?? ""} />
      ) : null}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="flex-1 text-12 text-ink-2">
          The credential{declared.length > 0 ? " and secrets are" : " is"} sealed to the engine at once. This page
          cannot read {declared.length > 0 ? "them" : "it"} back.
        </p>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={add.isPending && "Adding"}>
          Add target
        </Button>
      </div>
    </form>
  );
}
