import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aFlag } from "../../testing/samples.ts";
import { json, Server } from "../../testing/server.ts";
import type { Flag } from "../flag.ts";
import { percentagesIn, stepsOf } from "./steps.ts";

const FLAG = "/api/admin/feature-flags/new_checkout";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/feature-flags/new_checkout/schedule");
});

async function opened(flag: Flag): Promise<Server> {
  const server = new Server()
    .on(`GET ${FLAG}`, () => json(flag))
    .on(`PUT ${FLAG}`, ({ body }) => json({ ...flag, ...(body as Partial<Flag>), version: flag.version + 1 }));
  render(<App />);
  await screen.findByRole("heading", { name: "Scheduled changes" });
  return server;
}

/** What a control of local time holds for a moment. */
function local(text: string): string {
  return new Date(text).toISOString();
}

test("changes are scheduled in local time, saved as moments and kept in order", async () => {
  const server = await opened(aFlag({ schedule: [{ at: "2030-06-01T10:00:00.000Z", enabled: false }] }));
  const form = within(screen.getByRole("form", { name: "Add a scheduled change" }));
  fireEvent.change(form.getByLabelText("When"), { target: { value: "2030-01-02T09:30" } });
  await userEvent.selectOptions(form.getByLabelText("What"), "Switch on and set the roll-out");
  fireEvent.change(form.getByLabelText("To percent"), { target: { value: "20" } });
  await userEvent.click(form.getByRole("button", { name: "Add the change" }));
  expect(screen.getByText("switch on, roll out to 20 %")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Save changes" }));
  expect(server.to(`PUT ${FLAG}`)[0]?.body).toEqual({
    schedule: [
      { at: local("2030-01-02T09:30"), enabled: true, rolloutPercentage: 20 },
      { at: "2030-06-01T10:00:00.000Z", enabled: false },
    ],
    version: 7,
  });
});

test("a progressive roll-out is previewed before it is used", async () => {
  const server = await opened(aFlag());
  const form = within(screen.getByRole("form", { name: "Plan a progressive roll-out" }));
  fireEvent.change(form.getByLabelText("Start"), { target: { value: "2030-01-02T09:00" } });
  await userEvent.clear(form.getByLabelText("Percentages"));
  await userEvent.type(form.getByLabelText("Percentages"), "1, 50, 25");
  expect(form.getByLabelText("Percentages")).toHaveAccessibleDescription(/may not fall/);
  expect(form.getByRole("button", { name: "Use these steps" })).toBeDisabled();
  await userEvent.clear(form.getByLabelText("Percentages"));
  await userEvent.type(form.getByLabelText("Percentages"), "5 50 100");
  const preview = within(form.getByRole("table", { name: "Preview" }));
  expect(preview.getAllByRole("row")).toHaveLength(4);
  await userEvent.click(form.getByRole("button", { name: "Use these steps" }));
  await userEvent.click(screen.getByRole("button", { name: "Save changes" }));
  expect(server.to(`PUT ${FLAG}`)[0]?.body).toEqual({
    progressiveRollout: {
      steps: [
        { at: local("2030-01-02T09:00"), percentage: 5 },
        { at: local("2030-01-03T09:00"), percentage: 50 },
        { at: local("2030-01-04T09:00"), percentage: 100 },
      ],
    },
    version: 7,
  });
});

test("a progressive roll-out is ended", async () => {
  const steps = [{ at: "2020-01-01T00:00:00.000Z", percentage: 5 }];
  const server = await opened(aFlag({ progressiveRollout: { steps } }));
  expect(screen.getByText("reached")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "End the progressive roll-out" }));
  await userEvent.click(screen.getByRole("button", { name: "Save changes" }));
  expect(server.to(`PUT ${FLAG}`)[0]?.body).toEqual({ progressiveRollout: null, version: 7 });
});

test("steps every so many hours", () => {
  const steps = stepsOf({ start: "2030-01-01T00:00:00Z", every: 6, unit: "hours", percentages: [1, 2, 3] });
  expect(steps.map(({ at }) => at.slice(11, 16))).toEqual(["00:00", "06:00", "12:00"]);
});

test.each(["", "1, x", "-1", "101", "5, 1"])("%j are no percentages of a roll-out that grows", (text) => {
  expect(() => percentagesIn(text)).toThrow(/ercentages/);
});
