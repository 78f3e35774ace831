import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aHead } from "../../testing/analyticsSamples.ts";
import { measure } from "../../testing/samples.ts";
import { json, Server } from "../../testing/server.ts";
import type { Funnel, FunnelFigures, FunnelStep } from "./funnel.ts";

const FUNNEL = "GET /api/admin/analytics/funnel";
const NO_RATE = { value: null, previous: null, change: null };

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/analytics/funnel");
});

function aStep(step: FunnelStep["step"], users: number, before: number, lag: number | null): FunnelStep {
  return {
    step,
    users: measure(users),
    stepRate: step === "registered" ? NO_RATE : measure(users / before),
    overallRate: measure(users / 40),
    matureUsers: measure(users / 2),
    matureStepRate: NO_RATE,
    matureOverallRate: measure(users / 40, 0.2, 0.5),
    medianLag: { value: lag, previous: null, change: null },
  };
}

const FIGURES: FunnelFigures = {
  entrants: measure(40),
  mature: measure(20),
  immature: measure(20),
  steps: [
    aStep("registered", 40, 40, null),
    aStep("requested", 20, 40, 5_400_000),
    aStep("paid", 10, 20, 172_800_000),
    aStep("reviewed", 2, 10, null),
  ],
};

function aFunnel(changes: Partial<Funnel> = {}): Funnel {
  const asked = { windowDays: 30, stepWindowDays: null, role: "CLIENT" as const, by: null };
  return { ...aHead(), ...asked, total: FIGURES, groups: [], cohorts: [], ...changes };
}

function row(selector: string): Element | null {
  return document.querySelector(selector);
}

test("each step tells who came to it, which part that is and how long it took; who still has time is counted apart", async () => {
  new Server().on(FUNNEL, () => json(aFunnel()));
  render(<App />);
  expect(await screen.findByText(/Immature entrants still have time/)).toBeVisible();
  expect(row('[data-step="requested"]')).toHaveTextContent("Requested2050%50%10–50%1.5 h+50%");
  expect(row('[data-step="paid"]')).toHaveTextContent("Paid1050%25%5–25%2 d+50%");
  expect(row('[data-metric="funnel.immature"]')).toHaveTextContent("Immature20");
});

test("windows and a breakdown are asked for, and the groups told apart", async () => {
  const groups = [{ name: "UNKNOWN", figures: FIGURES }];
  const server = new Server().on(FUNNEL, ({ query }) =>
    json(query.get("by") === "channel" ? aFunnel({ by: "channel", groups }) : aFunnel()),
  );
  render(<App />);
  fireEvent.change(await screen.findByLabelText("Told apart by"), { target: { value: "channel" } });
  fireEvent.change(screen.getByLabelText("Window of a step"), { target: { value: "7" } });
  await waitFor(() => {
    expect(Object.fromEntries(server.to(FUNNEL).at(-1)?.query ?? [])).toEqual({
      compare: "previous",
      by: "channel",
      stepWindowDays: "7",
    });
  });
  await waitFor(() => {
    expect(row('[data-group="UNKNOWN"]')).toHaveTextContent("No channel told 40 (100%)20 (50%)10 (25%)2 (5%)20");
  });
});

test("days on which nobody registered say so", async () => {
  new Server().on(FUNNEL, () => json(aFunnel({ total: { ...FIGURES, entrants: measure(0) } })));
  render(<App />);
  expect(await screen.findByText("Nobody registered in these days.")).toBeVisible();
});
