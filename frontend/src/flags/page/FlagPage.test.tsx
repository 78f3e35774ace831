import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aFlag } from "../../testing/samples.ts";
import { json, problem, Server } from "../../testing/server.ts";
import type { Flag } from "../flag.ts";

const FLAGS = "/api/admin/feature-flags";
const FLAG = `${FLAGS}/new_checkout`;

beforeEach(() => {
  alreadySignedIn();
});

/** Opens a section of the flag's page; what is saved is kept, with the version raised. */
async function opened(section: string, flag: Flag = aFlag()): Promise<Server> {
  window.history.replaceState(null, "", `/admin/feature-flags/new_checkout/${section}`);
  const server = new Server()
    .on(`GET ${FLAG}`, () => json(flag))
    .on(`GET ${FLAGS}`, () => json({ items: [flag], nextCursor: null }))
    .on(`PUT ${FLAG}`, ({ body }) => json({ ...flag, ...(body as Partial<Flag>), version: flag.version + 1 }));
  render(<App />);
  await screen.findByRole("heading", { name: flag.name });
  return server;
}

function sent(server: Server): unknown {
  return server.to(`PUT ${FLAG}`).at(-1)?.body;
}

async function save(): Promise<void> {
  await userEvent.click(screen.getByRole("button", { name: "Save changes" }));
}

async function retype(control: HTMLElement, text: string): Promise<void> {
  await userEvent.clear(control);
  await userEvent.type(control, text);
}

test("only what was changed is saved, with the version that it is based on", async () => {
  const server = await opened("targeting");
  await retype(screen.getByLabelText("Roll-out in percent"), "12.5");
  await userEvent.click(screen.getByLabelText("CAs"));
  expect(screen.getByText("Not saved: roll-out, roles")).toBeVisible();
  await save();
  expect(await screen.findByText("Saved version 8.")).toBeVisible();
  expect(sent(server)).toEqual({ rolloutPercentage: 12.5, roles: ["CA"], version: 7 });
  expect(screen.queryByRole("region", { name: "Unsaved changes" })).not.toBeInTheDocument();
});

test("a setting that is set back to what is saved is no change", async () => {
  await opened("targeting");
  const rollout = screen.getByLabelText("Roll-out in percent");
  await retype(rollout, "50");
  await retype(rollout, "100");
  expect(screen.queryByRole("button", { name: "Save changes" })).not.toBeInTheDocument();
});

test("what is no percentage is said at once and cannot be saved", async () => {
  const server = await opened("targeting");
  await retype(screen.getByLabelText("Roll-out in percent"), "120");
  expect(screen.getByLabelText("Roll-out in percent")).toHaveAccessibleDescription(/from 0 to 100/);
  expect(screen.getByRole("button", { name: "Save changes" })).toBeDisabled();
  expect(server.to(`PUT ${FLAG}`)).toHaveLength(0);
});

test("many users are pasted at once, each only once, and can be taken out", async () => {
  const server = await opened("targeting", aFlag({ userIds: ["ann"] }));
  const included = screen.getByRole("group", { name: /Included users/ });
  await userEvent.click(within(included).getByLabelText("Add users"));
  await userEvent.paste("bob\ncleo, dan;ann\n\n");
  await userEvent.click(within(included).getByRole("button", { name: "Add to Included users" }));
  await userEvent.click(within(included).getByRole("button", { name: "Remove user cleo" }));
  await save();
  expect(sent(server)).toMatchObject({ userIds: ["ann", "bob", "dan"] });
});

test("a rule is put together line by line and saved as a condition", async () => {
  const server = await opened("targeting", aFlag({ valueType: "string", value: "new", defaultValue: "old" }));
  await userEvent.click(screen.getByRole("button", { name: "Add a rule" }));
  await userEvent.type(screen.getByLabelText("Description"), "British adults");
  await userEvent.click(screen.getByRole("button", { name: "Add a line" }));
  await userEvent.type(screen.getByLabelText("Attribute 1"), "country");
  await userEvent.selectOptions(screen.getByLabelText("Comparison 1"), "is one of");
  await userEvent.type(screen.getByLabelText("Operand 1"), "GB, IE");
  await userEvent.click(screen.getByRole("button", { name: "Add a line" }));
  await userEvent.type(screen.getByLabelText("Attribute 2"), "age");
  await userEvent.selectOptions(screen.getByLabelText("Comparison 2"), "is at least");
  await userEvent.type(screen.getByLabelText("Operand 2"), "18");
  await retype(screen.getByLabelText("Value"), "blue");
  await retype(screen.getByLabelText("Coverage in percent"), "25");
  expect(screen.getByText('If country is one of "GB", "IE" and age ≥ 18: serve "blue", to 25% of them')).toBeVisible();
  await save();
  expect(sent(server)).toEqual({
    rules: [
      {
        description: "British adults",
        condition: { country: { $in: ["GB", "IE"] }, age: { $gte: 18 } },
        force: "blue",
        coverage: 0.25,
      },
    ],
    version: 7,
  });
});

test("a condition that lines cannot say is edited as JSON", async () => {
  const condition = { $or: [{ country: "GB" }, { age: { $gt: 60 } }] };
  const server = await opened("targeting", aFlag({ rules: [{ id: "r1", condition, force: true }] }));
  await userEvent.click(screen.getByRole("button", { name: "Edit rule 1" }));
  const json = screen.getByLabelText("Condition");
  expect(screen.getByRole("button", { name: "Edit line by line" })).toBeDisabled();
  await userEvent.clear(json);
  await userEvent.paste('{"$not": {"country": "FR"}}');
  await save();
  expect(sent(server)).toMatchObject({ rules: [{ id: "r1", condition: { $not: { country: "FR" } } }] });
});

test("rules are moved and removed", async () => {
  const rules = ["r1", "r2", "r3"].map((id) => ({ id, condition: {}, force: true }));
  const server = await opened("targeting", aFlag({ rules }));
  await userEvent.click(screen.getByRole("button", { name: "Move rule 3 up" }));
  await userEvent.click(screen.getByRole("button", { name: "Remove rule 1" }));
  await save();
  expect(sent(server)).toMatchObject({ rules: [{ id: "r3" }, { id: "r2" }] });
});

test("variations have weights that must make 100 %", async () => {
  const server = await opened("targeting", aFlag({ rules: [{ id: "r1", condition: {}, force: true }] }));
  await userEvent.click(screen.getByRole("button", { name: "Edit rule 1" }));
  await userEvent.selectOptions(screen.getByLabelText("What it serves"), "Several values, by weight");
  await userEvent.selectOptions(screen.getByLabelText("Value 2"), "false");
  await retype(screen.getByLabelText("Weight of value 1 in percent"), "90");
  expect(screen.getByText(/140 % together/)).toBeVisible();
  await retype(screen.getByLabelText("Weight of value 2 in percent"), "10");
  expect(screen.queryByText(/together; they must/)).not.toBeInTheDocument();
  await save();
  expect(sent(server)).toMatchObject({ rules: [{ id: "r1", variations: [true, false], weights: [0.9, 0.1] }] });
});

test("what the server refuses of a rule stands at that rule, until the rule is changed", async () => {
  const rules = ["r1", "r2"].map((id) => ({ id, condition: { a: 1 }, force: true }));
  const server = await opened("targeting", aFlag({ rules }));
  server.on(`PUT ${FLAG}`, () =>
    problem(422, "validation", "The request breaks a rule", "See errors.", {
      errors: [{ field: "rules[1].condition.a.$foo", message: "no such operator" }],
    }),
  );
  await userEvent.click(screen.getByRole("button", { name: "Move rule 1 down" }));
  await save();
  const second = await waitFor(() => {
    const [, card] = screen.getAllByRole("listitem").filter((item) => item.hasAttribute("data-rule"));
    if (!card) throw new Error("there is no second rule");
    expect(card).toHaveTextContent("condition.a.$foo no such operator");
    return card;
  });
  await userEvent.click(within(second).getByRole("button", { name: "Edit rule 2" }));
  await userEvent.type(within(second).getByLabelText("Description"), "x");
  expect(second).not.toHaveTextContent("no such operator");
});

test("a save that comes second shows what the other changed, and can go on top of it", async () => {
  const server = await opened("settings");
  const current = aFlag({ owner: "payments", name: "Theirs", version: 9, updatedBy: "somebody" });
  server.on(`PUT ${FLAG}`, ({ body }) =>
    (body as { version: number }).version === 9
      ? json({ ...current, ...(body as Partial<Flag>), version: 10 })
      : problem(409, "stale-version", "Changed meanwhile", "Version 7 is not current.", { current }),
  );
  await retype(screen.getByLabelText("Name"), "Mine");
  await save();
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("Version 9 was saved by somebody");
  expect(alert).toHaveTextContent("You both changed: name.");
  expect(within(alert).getByText("payments")).toBeVisible();
  await userEvent.click(within(alert).getByRole("button", { name: "Keep my changes on top" }));
  expect(screen.getByLabelText("Name")).toHaveValue("Mine");
  expect(screen.getByLabelText("Owner")).toHaveValue("payments");
  await save();
  expect(await screen.findByText("Saved version 10.")).toBeVisible();
  expect(sent(server)).toEqual({ name: "Mine", version: 9 });
});

test("after a conflict the current state can be taken over instead", async () => {
  const server = await opened("settings");
  const current = aFlag({ name: "Theirs", version: 9 });
  server.on(`PUT ${FLAG}`, () =>
    problem(409, "stale-version", "Changed meanwhile", "Version 7 is not current.", { current }),
  );
  await retype(screen.getByLabelText("Name"), "Mine");
  await save();
  await userEvent.click(await screen.findByRole("button", { name: "Show the current state" }));
  expect(screen.getByLabelText("Name")).toHaveValue("Theirs");
  expect(screen.queryByRole("button", { name: "Save changes" })).not.toBeInTheDocument();
});

test("whoever leaves with unsaved changes is asked; the sections of the flag share them", async () => {
  await opened("settings");
  await retype(screen.getByLabelText("Owner"), "payments");
  await userEvent.click(screen.getByRole("link", { name: "Targeting" }));
  await userEvent.click(screen.getByRole("link", { name: /^Settings/ }));
  expect(screen.getByLabelText("Owner")).toHaveValue("payments");
  await userEvent.click(screen.getByRole("link", { name: "Audit log" }));
  const dialog = within(screen.getByRole("dialog", { name: "Leave without saving?" }));
  await userEvent.click(dialog.getByRole("button", { name: "Stay" }));
  expect(screen.getByLabelText("Owner")).toHaveValue("payments");
  await userEvent.click(screen.getByRole("link", { name: "Audit log" }));
  await userEvent.click(dialog.getByRole("button", { name: "Leave" }));
  expect(await screen.findByRole("heading", { name: "Audit log" })).toBeVisible();
});

test("the switch acts at once and leaves what is not saved alone", async () => {
  const server = await opened("settings");
  server.on(`PUT ${FLAG}/enable`, () => json(aFlag({ enabled: true, version: 8 })));
  await retype(screen.getByLabelText("Owner"), "payments");
  await userEvent.click(screen.getByRole("switch", { name: "new_checkout on" }));
  expect(await screen.findByText("Saved: new_checkout is on, at 100 %.")).toBeVisible();
  await save();
  expect(sent(server)).toEqual({ owner: "payments", version: 8 });
});

test("a prerequisite is found, added and given a value to serve", async () => {
  const server = await opened("targeting");
  await userEvent.type(screen.getByLabelText("Add a prerequisite"), "payments_v2");
  await userEvent.click(screen.getByRole("button", { name: "Add prerequisite" }));
  await userEvent.selectOptions(screen.getByLabelText(/only where payments_v2/), "serves exactly this value");
  await userEvent.clear(screen.getByLabelText("Value"));
  await userEvent.type(screen.getByLabelText("Value"), '"blue"');
  await save();
  expect(sent(server)).toMatchObject({ prerequisites: [{ flag: "payments_v2", condition: { value: "blue" } }] });
});

test("a flag that others require is not archived; they are named with links", async () => {
  const server = await opened("settings");
  server.on(`PUT ${FLAG}/archive`, () =>
    problem(409, "required-by", "Required by others", "Two flags require it.", { requiredBy: ["a", "b"] }),
  );
  await userEvent.click(screen.getByRole("button", { name: "Archive or delete new_checkout" }));
  const dialog = within(screen.getByRole("dialog", { name: /Archive or delete/ }));
  await userEvent.click(dialog.getByRole("button", { name: "Archive it" }));
  expect(await dialog.findByRole("link", { name: "b" })).toHaveAttribute("href", "/admin/feature-flags/b/targeting");
});

test("a flag's JSON values and their schema are edited as JSON", async () => {
  const server = await opened("values", aFlag({ valueType: "json", value: { limit: 1 }, defaultValue: {} }));
  const value = screen.getByLabelText("Value when on");
  await userEvent.clear(value);
  await userEvent.paste('{"limit": ');
  expect(value).toHaveAccessibleDescription(/not JSON/);
  await userEvent.paste("5}");
  await userEvent.click(screen.getByLabelText("JSON Schema"));
  await userEvent.paste('{"type": "object"}');
  await save();
  expect(sent(server)).toEqual({ value: { limit: 5 }, valueSchema: { type: "object" }, version: 7 });
});
