# Words of a process that ends or starves, whatever level they are logged with.
crashes=$(seen '\[crash\]\|uncaughtException\|unhandledRejection\|out of memory\|ENOSPC\|EMFILE\|SIGKILL\|Segmentation fault')
sample crash-lines "$crashes" 0 ""
[ "$crashes" -eq 0 ] || { detail "$crashes lines since the switch tell of a crash or a shortage"; exit 1; }
detail "no crash and no shortage in the log since the switch"
