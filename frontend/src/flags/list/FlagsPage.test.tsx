import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aFlag } from "../../testing/samples.ts";
import { json, noContent, problem, Server } from "../../testing/server.ts";
import type { Flag } from "../flag.ts";

const FLAGS = "/api/admin/feature-flags";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/feature-flags");
});

function serverWith(...flags: Flag[]): Server {
  return new Server().on(`GET ${FLAGS}`, () => json({ items: flags, nextCursor: null }));
}

function theSwitch(key = "new_checkout"): Promise<HTMLElement> {
  return screen.findByRole("switch", { name: `${key} on` });
}

test("switching a flag on sends the version that was read and shows what was saved", async () => {
  const server = serverWith(aFlag()).on(`PUT ${FLAGS}/new_checkout/enable`, () =>
    json(aFlag({ enabled: true, version: 8 })),
  );
  render(<App />);
  await userEvent.click(await theSwitch());
  expect(await screen.findByText("Saved: new_checkout is on, at 100 %.")).toBeVisible();
  expect(await theSwitch()).toBeChecked();
  expect(server.to(`PUT ${FLAGS}/new_checkout/enable`)[0]?.body).toEqual({ version: 7 });
  expect(screen.getByText("version 8")).toBeVisible();
});

test.each([409, 412])(
  "a change that comes second (%i) shows the current state and takes it over on demand",
  async (status) => {
    const current = aFlag({ enabled: true, rolloutPercentage: 12.5, version: 9 });
    const server = serverWith(aFlag()).on(`PUT ${FLAGS}/new_checkout/enable`, () =>
      problem(status, "stale-version", "Changed meanwhile", "Version 7 is not the current one.", { current }),
    );
    render(<App />);
    await userEvent.click(await theSwitch());
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("somebody else has changed this flag");
    expect(alert).toHaveTextContent("It is now on, at 12.5 % (version 9");
    expect(await theSwitch()).not.toBeChecked();
    await userEvent.click(within(alert).getByRole("button", { name: "Show the current state" }));
    expect(await theSwitch()).toBeChecked();
    expect(screen.getByLabelText("Roll-out of new_checkout in percent")).toHaveValue(12.5);
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    expect(server.to(`GET ${FLAGS}`)).toHaveLength(1);
  },
);

test("a roll-out percentage is saved with its decimals", async () => {
  const server = serverWith(aFlag({ enabled: true })).on(`PUT ${FLAGS}/new_checkout/rollout`, () =>
    json(aFlag({ enabled: true, rolloutPercentage: 33.33, version: 8 })),
  );
  render(<App />);
  const percentage = await screen.findByLabelText("Roll-out of new_checkout in percent");
  await userEvent.clear(percentage);
  await userEvent.type(percentage, "33.33{Enter}");
  expect(await screen.findByText("Saved: new_checkout is on, at 33.33 %.")).toBeVisible();
  expect(server.to(`PUT ${FLAGS}/new_checkout/rollout`)[0]?.body).toEqual({ percentage: 33.33, version: 7 });
});

test("what the server says of the percentage stands beside it", async () => {
  serverWith(aFlag()).on(`PUT ${FLAGS}/new_checkout/rollout`, () =>
    problem(422, "validation", "The request breaks a rule", "1 field is wrong.", {
      errors: [{ field: "percentage", message: "at most two decimals" }],
    }),
  );
  render(<App />);
  const percentage = await screen.findByLabelText("Roll-out of new_checkout in percent");
  await userEvent.clear(percentage);
  await userEvent.type(percentage, "50{Enter}");
  expect(await screen.findByRole("alert")).toHaveTextContent("at most two decimals");
  expect(percentage).toHaveAccessibleDescription("at most two decimals");
  expect(percentage).toHaveValue(50);
});

test("a new flag is created and the list read again", async () => {
  const flags: Flag[] = [];
  const server = new Server()
    .on(`GET ${FLAGS}`, () => json({ items: flags, nextCursor: null }))
    .on(`POST ${FLAGS}`, () => {
      flags.push(aFlag());
      return json(aFlag(), 201);
    });
  render(<App />);
  expect(await screen.findByText("There are no flags yet. Create the first one.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "New flag" }));
  const form = within(screen.getByRole("form", { name: "New flag" }));
  await userEvent.type(form.getByLabelText("Key"), "new_checkout");
  await userEvent.type(form.getByLabelText("Name"), "New checkout");
  await userEvent.click(form.getByLabelText("On from the start"));
  await userEvent.click(form.getByRole("button", { name: "Create the flag" }));
  expect(await theSwitch()).toBeVisible();
  expect(screen.queryByRole("form", { name: "New flag" })).not.toBeInTheDocument();
  expect(server.to(`POST ${FLAGS}`)[0]?.body).toEqual({
    key: "new_checkout",
    name: "New checkout",
    description: "",
    owner: "",
    tags: [],
    valueType: "boolean",
    value: true,
    defaultValue: false,
    lifetime: "temporary",
    rolloutPercentage: 100,
    enabled: true,
  });
});

test("a key that exists already is refused beside the field, and what was typed stays", async () => {
  serverWith(aFlag()).on(`POST ${FLAGS}`, () =>
    problem(409, "already-exists", "Exists already", "There is a flag new_checkout.", {
      errors: [{ field: "key", message: "is taken" }],
    }),
  );
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "New flag" }));
  const form = within(screen.getByRole("form", { name: "New flag" }));
  await userEvent.type(form.getByLabelText("Key"), "new_checkout");
  await userEvent.type(form.getByLabelText("Name"), "Another");
  await userEvent.click(form.getByRole("button", { name: "Create the flag" }));
  await waitFor(() => {
    expect(form.getByLabelText("Key")).toHaveAccessibleDescription(/is taken/);
  });
  expect(form.getByLabelText("Name")).toHaveValue("Another");
});

test("a flag is deleted only after a second yes", async () => {
  const server = serverWith(aFlag(), aFlag({ key: "other" })).on(`DELETE ${FLAGS}/new_checkout`, () => noContent());
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Archive or delete new_checkout" }));
  expect(server.to(`DELETE ${FLAGS}/new_checkout`)).toHaveLength(0);
  await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Delete the flag" }));
  expect(await screen.findByText("Deleted new_checkout.")).toBeVisible();
  expect(server.to(`DELETE ${FLAGS}/new_checkout`)[0]?.headers.get("If-Match")).toBe('"7"');
  expect(screen.queryByRole("switch", { name: "new_checkout on" })).not.toBeInTheDocument();
  expect(await theSwitch("other")).toBeVisible();
});

test("a flag that changed meanwhile is not deleted unseen", async () => {
  const current = aFlag({ enabled: true, version: 8 });
  const server = serverWith(aFlag()).on(`DELETE ${FLAGS}/new_checkout`, ({ headers }) =>
    headers.get("If-Match") === '"8"'
      ? noContent()
      : problem(412, "stale-version", "Changed meanwhile", "Version 7 is not the current one.", { current }),
  );
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Archive or delete new_checkout" }));
  const dialog = within(screen.getByRole("dialog"));
  await userEvent.click(dialog.getByRole("button", { name: "Delete the flag" }));
  expect(await dialog.findByRole("alert")).toHaveTextContent("It is now on");
  await userEvent.click(dialog.getByRole("button", { name: "Show the current state" }));
  await userEvent.click(dialog.getByRole("button", { name: "Delete the flag" }));
  expect(await screen.findByText("Deleted new_checkout.")).toBeVisible();
  expect(server.to(`DELETE ${FLAGS}/new_checkout`)).toHaveLength(2);
});

test("further pages are read with the cursor of the last", async () => {
  const server = new Server().on(`GET ${FLAGS}`, ({ query }) =>
    query.get("cursor") === "page-2"
      ? json({ items: [aFlag({ key: "second" })], nextCursor: null })
      : json({ items: [aFlag({ key: "first" })], nextCursor: "page-2" }),
  );
  render(<App />);
  await theSwitch("first");
  await userEvent.click(screen.getByRole("button", { name: "Show more" }));
  expect(await theSwitch("second")).toBeVisible();
  expect(await theSwitch("first")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Show more" })).not.toBeInTheDocument();
  expect(server.to(`GET ${FLAGS}`)).toHaveLength(2);
});

test("text and state choose which flags are asked for", async () => {
  const server = serverWith(aFlag());
  render(<App />);
  await theSwitch();
  server.on(`GET ${FLAGS}`, () => json({ items: [], nextCursor: null }));
  await userEvent.selectOptions(screen.getByLabelText("State"), "Off");
  await userEvent.type(screen.getByLabelText("Search"), "dark mode");
  expect(await screen.findByText("No flag fits this filter.")).toBeVisible();
  await waitFor(() => {
    expect(Object.fromEntries(server.to(`GET ${FLAGS}`).at(-1)?.query ?? [])).toMatchObject({
      q: "dark mode",
      state: "disabled",
    });
  });
});

test("a list that cannot be read is explained and can be tried again", async () => {
  const server = new Server().on(`GET ${FLAGS}`, () => problem(403, "forbidden", "Not allowed", "This needs ADMIN."));
  render(<App />);
  expect(await screen.findByRole("alert")).toHaveTextContent("This needs ADMIN.");
  server.on(`GET ${FLAGS}`, () => json({ items: [aFlag()], nextCursor: null }));
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await theSwitch()).toBeVisible();
});

test("archived flags are listed on their own, and restored", async () => {
  const archived = aFlag({ archived: true });
  const server = serverWith(archived).on(`PUT ${FLAGS}/new_checkout/restore`, () => json(aFlag({ version: 8 })));
  render(<App />);
  await userEvent.click(await screen.findByLabelText("Archived"));
  await waitFor(() => {
    expect(server.to(`GET ${FLAGS}`).at(-1)?.query.get("archived")).toBe("true");
  });
  expect(await theSwitch()).toBeDisabled();
  await userEvent.click(screen.getByRole("button", { name: "Restore new_checkout" }));
  expect(await screen.findByText("Restored new_checkout.")).toBeVisible();
  expect(server.to(`PUT ${FLAGS}/new_checkout/restore`)[0]?.body).toEqual({ version: 7 });
});

test("a flag says of what type it is, what is scheduled and why it looks as if it could go", async () => {
  serverWith(
    aFlag({
      valueType: "string",
      value: "blue",
      defaultValue: "grey",
      lifetime: "permanent",
      clientVisible: true,
      tags: ["ui"],
      stale: ["expired", "not_evaluated"],
      effective: { enabled: true, rolloutPercentage: 25, nextChangeAt: "2030-01-01T00:00:00Z" },
    }),
  );
  render(<App />);
  const badges = within(await screen.findByRole("list", { name: "About new_checkout" }));
  for (const badge of [
    "text",
    "permanent",
    "visible to clients",
    /^changes /,
    /past its expected end/,
    /not asked for/,
  ]) {
    expect(badges.getByText(badge)).toBeVisible();
  }
  expect(badges.getByRole("link", { name: "#ui" })).toHaveAttribute("href", "/admin/feature-flags?tag=ui");
  // What time has made of the flag counts, not what was saved.
  expect(await theSwitch()).toBeChecked();
  expect(screen.getByLabelText("Roll-out of new_checkout in percent")).toHaveValue(25);
  expect(screen.getByRole("link", { name: "new_checkout" })).toHaveAttribute(
    "href",
    "/admin/feature-flags/new_checkout",
  );
});

test("an address holds the filter", async () => {
  window.history.replaceState(null, "", "/admin/feature-flags?tag=ui&stale=true&owner=payments&state=enabled");
  const server = serverWith(aFlag());
  render(<App />);
  await theSwitch();
  expect(Object.fromEntries(server.to(`GET ${FLAGS}`)[0]?.query ?? [])).toEqual({
    tag: "ui",
    stale: "true",
    owner: "payments",
    state: "enabled",
    limit: "25",
  });
  expect(screen.getByLabelText("Tag")).toHaveValue("ui");
});
