import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { json, noContent, problem, Server } from "../../testing/server.ts";
import type { EventSchema } from "./eventSchema.ts";

const SCHEMAS = "/api/admin/event-schemas";
const ONE = `${SCHEMAS}/page_viewed`;

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/data/event-schemas");
});

function aSchema(changes: Partial<EventSchema> = {}): EventSchema {
  return {
    name: "page_viewed",
    schema: { type: "object" },
    mode: "observe",
    description: "Somebody looked at a page.",
    version: 3,
    createdAt: "2026-01-01T00:00:00Z",
    createdBy: "admin",
    updatedAt: "2026-01-02T00:00:00Z",
    updatedBy: "admin",
    ...changes,
  };
}

function served(...items: EventSchema[]): Server {
  return new Server().on(`GET ${SCHEMAS}`, () => json({ items, nextCursor: null }));
}

test("a schema is written as JSON, and what the API finds wrong with it stands beside it", async () => {
  const server = served().on(`PUT ${ONE}`, () =>
    problem(422, "invalid", "Not valid", "The schema is not one.", {
      errors: [{ field: "schema.properties.plan", message: "is not a schema" }],
    }),
  );
  render(<App />);
  expect(await screen.findByText("No event has a schema: their properties are free.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "New schema" }));
  const dialog = within(screen.getByRole("dialog"));
  await userEvent.type(dialog.getByLabelText("Event"), "page_viewed");
  const text = dialog.getByLabelText("Schema of the properties");
  fireEvent.change(text, { target: { value: "{" } });
  expect(dialog.getByRole("alert")).toHaveTextContent(/^This is not JSON/);
  expect(dialog.getByRole("button", { name: "Save" })).toBeDisabled();
  fireEvent.change(text, { target: { value: '{"properties": {"plan": 1}}' } });
  await userEvent.click(dialog.getByRole("button", { name: "Save" }));
  expect(await dialog.findByText("schema.properties.plan: is not a schema")).toBeVisible();
  expect(server.to(`PUT ${ONE}`)[0]?.body).toEqual({
    description: "",
    mode: "observe",
    schema: { properties: { plan: 1 } },
  });
});

test("a change says which version it is of, and a deletion too", async () => {
  const server = served(aSchema())
    .on(`PUT ${ONE}`, () => json(aSchema({ mode: "enforce", version: 4 })))
    .on(`DELETE ${ONE}`, () => noContent());
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Edit page_viewed" }));
  await userEvent.selectOptions(screen.getByLabelText("Mode"), "Reject what breaks it");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Saved the schema of page_viewed, version 4.")).toBeVisible();
  expect(server.to(`PUT ${ONE}`)[0]?.body).toMatchObject({ mode: "enforce", version: 3, schema: { type: "object" } });
  await userEvent.click(screen.getByRole("button", { name: "Delete page_viewed" }));
  await userEvent.click(screen.getByRole("button", { name: "Delete the schema" }));
  expect(await screen.findByText("Deleted the schema of page_viewed.")).toBeVisible();
  expect(server.to(`DELETE ${ONE}`)[0]?.headers.get("If-Match")).toBe('"3"');
});
