const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** A name as a part of a path: plain where every gateway carries it as it is, and as `~` and its base64url otherwise. */
export function pathName(name: string): string {
  if (PLAIN.test(name)) return name;
  const bytes = String.fromCharCode(...new TextEncoder().encode(name));
  return `~${btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
}
