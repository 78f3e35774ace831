/** In which role somebody registered; empty for any. */
export type RoleChoice = "" | "CLIENT" | "CA" | "ADMIN";

export const ROLES: Readonly<Record<RoleChoice, string>> = {
  "": "Any role",
  CLIENT: "Client",
  CA: "CA",
  ADMIN: "Admin",
};
