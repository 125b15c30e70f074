// Before the first paint: a stored theme wins over the system's.
try {
  const theme = localStorage.getItem("backout.theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
  // no storage: the system's theme stays
}
