import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aFlag } from "../../testing/samples.ts";
import { json, problem, Server } from "../../testing/server.ts";
import type { Explanation } from "./explanation.ts";

const FLAG = "/api/admin/feature-flags/new_checkout";

const EXPLANATION: Explanation = {
  key: "new_checkout",
  state: { enabled: true, rolloutPercentage: 100, nextChangeAt: null, archived: false, version: 7 },
  at: "2026-01-02T12:00:00Z",
  summary: "The rule 'r1' applies, so the user gets true.",
  value: true,
  reason: "TARGETING_MATCH",
  variant: "on",
  rule: "r1",
  attributes: { id: "maya", roles: ["CLIENT"], country: "IE" },
  profile: { found: true, filledIn: ["country"] },
  rules: [
    {
      id: "prerequisite:payments_v2",
      kind: "prerequisite",
      description: "",
      outcome: "not_matched",
      checks: [
        {
          kind: "prerequisite",
          holds: false,
          message: "payments_v2 is worth true; not holds not.",
          flag: "payments_v2",
          actual: true,
          expected: null,
          parts: [],
          bucket: null,
        },
      ],
      value: null,
      variant: null,
    },
    {
      id: "included",
      kind: "included",
      description: "",
      outcome: "not_matched",
      checks: [
        {
          kind: "condition",
          holds: false,
          message: "The condition does not hold: id is maya.",
          flag: null,
          actual: null,
          expected: null,
          parts: [],
          bucket: null,
        },
      ],
      value: null,
      variant: null,
    },
    {
      id: "r1",
      kind: "custom",
      description: "Ireland",
      outcome: "matched",
      checks: [
        {
          kind: "bucket",
          holds: true,
          message: "id falls into bucket 17 of 10000; wanted: 0 to 999.",
          flag: null,
          actual: null,
          expected: null,
          parts: [],
          bucket: { number: 17, of: 10_000, attribute: "id", wanted: [{ first: 0, before: 1_000, variation: null }] },
        },
      ],
      value: true,
      variant: "on",
    },
    { id: "rollout", kind: "rollout", description: "", outcome: "not_reached", checks: [], value: null, variant: null },
  ],
};

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/feature-flags/new_checkout/test");
});

test("a user is tried with simple fields, more attributes and a time to come", async () => {
  const server = new Server()
    .on(`GET ${FLAG}`, () => json(aFlag()))
    .on(`POST ${FLAG}/explain`, () => json(EXPLANATION));
  render(<App />);
  await userEvent.type(await screen.findByLabelText("User id"), "maya");
  await userEvent.click(screen.getByLabelText("CLIENT"));
  await userEvent.click(screen.getByLabelText("More attributes"));
  await userEvent.paste('{"plan": "pro"}');
  fireEvent.change(screen.getByLabelText("At"), { target: { value: "2030-01-01T09:00" } });
  await userEvent.click(screen.getByRole("button", { name: "Explain" }));
  expect(await screen.findByRole("heading", { name: EXPLANATION.summary })).toBeVisible();
  expect(server.to(`POST ${FLAG}/explain`)[0]?.body).toEqual({
    context: { targetingKey: "maya", roles: ["CLIENT"], plan: "pro" },
    at: new Date("2030-01-01T09:00").toISOString(),
  });
  const outcomes = screen.getAllByRole("listitem").filter((item) => item.hasAttribute("data-outcome"));
  expect(outcomes.map((item) => item.dataset["outcome"])).toEqual([
    "not_matched",
    "not_matched",
    "matched",
    "not_reached",
  ]);
  expect(outcomes[0]).toHaveTextContent(
    "Prerequisiteprerequisite:payments_v2metpayments_v2 is worth true to this user.",
  );
  expect(outcomes[1]).toHaveTextContent("Included users");
  expect(outcomes[1]).toHaveTextContent("does not hold: The condition does not hold: id is maya.");
  expect(outcomes[2]).toHaveTextContent("bucket 17 of 10000");
  expect(screen.getByText("From the profile: country.")).toBeInTheDocument();
});

test("a context that the server refuses is told", async () => {
  new Server()
    .on(`GET ${FLAG}`, () => json(aFlag()))
    .on(`POST ${FLAG}/explain`, () => problem(422, "validation", "The request breaks a rule", "Too many attributes."));
  render(<App />);
  await userEvent.click(await screen.findByRole("button", { name: "Explain" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Too many attributes.");
});
