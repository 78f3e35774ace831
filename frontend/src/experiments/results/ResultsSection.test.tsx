import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { AuthProvider } from "../../auth/AuthProvider.tsx";
import { SignedIn } from "../../auth/SignedIn.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { json, problem, Server } from "../../testing/server.ts";
import type { Experiment } from "../experiment.ts";
import type { Result } from "./result.ts";
import { aMetric, aPhase, aResult, aRevenueMetric, aRunningExperiment, NOTHING_COMPARED } from "./resultSamples.ts";
import { ResultsSection } from "./ResultsSection.tsx";

const RESULT = "/api/admin/experiments/new_checkout/metrics";

beforeEach(() => {
  alreadySignedIn();
});

function showing(result: Partial<Result> = {}, experiment: Partial<Experiment> = {}): Server {
  const server = new Server().on(`GET ${RESULT}`, () => json(aResult(result)));
  show(experiment);
  return server;
}

function show(experiment: Partial<Experiment> = {}): void {
  render(
    <AuthProvider>
      <SignedIn>
        <ResultsSection experiment={aRunningExperiment(experiment)} />
      </SignedIn>
    </AuthProvider>,
  );
}

/** The figures of a variant as a reader of the table of a metric meets them. */
async function rowOf(metric: string, variant: RegExp): Promise<HTMLElement> {
  const table = within(await screen.findByRole("table", { name: `${metric} by variant` }));
  return table.getByRole("row", { name: variant });
}

function cellsOf(row: HTMLElement): string[] {
  return within(row)
    .getAllByRole("cell")
    .map(({ textContent }) => textContent);
}

test.each([
  ["ship", "b", "Ship “New”"],
  ["stop", "b", "Stop: “New” does harm"],
  ["stop", null, "Stop"],
  ["keep_running", null, "Keep running"],
  ["broken", null, "Broken: do not act on this result"],
] as const)("the decision %s about %s is told in words with its reasons", async (verdict, variant, words) => {
  showing({ decision: { verdict, variant, reasons: [{ code: "because", text: "This is why." }] } });
  const decision = within(await screen.findByRole("region", { name: (name) => name.endsWith(words) }));
  expect(decision.getByRole("heading")).toHaveTextContent(words);
  expect(within(decision.getByRole("list", { name: "Reasons" })).getByText("This is why.")).toBeVisible();
});

test("a metric is told by variant", async () => {
  showing();
  expect(cellsOf(await rowOf("Bought", /^New/))).toEqual([
    "10,000",
    "1,012",
    "10.1 %",
    "99.6 %",
    "+12.4 % [+3.1 %, +22.5 %]",
    "0.00736",
    "0.0147",
    "0.210",
    "0.001 %",
    "93 %",
    "12 days",
  ]);
  expect(await rowOf("Bought", /^Old/)).toHaveTextContent("the control, which the others are compared with");
});

test("the absolute difference changes no p-value and no verdict, and asks for nothing", async () => {
  const server = showing();
  const relative = cellsOf(await rowOf("Bought", /^New/));
  await userEvent.selectOptions(screen.getByLabelText("Lift"), "absolute");
  const absolute = cellsOf(await rowOf("Bought", /^New/));
  expect(absolute[4]).toBe("+1.12 pp [+0.3 pp, +1.93 pp]");
  expect(absolute.toSpliced(4, 1)).toEqual(relative.toSpliced(4, 1));
  expect(screen.getByRole("heading", { name: /Keep running/ })).toBeVisible();
  expect(screen.getByText("Only how it is written: no p-value and no verdict changes.")).toBeVisible();
  expect(server.to(`GET ${RESULT}`)).toHaveLength(1);
});

test("money is written in its currency", async () => {
  showing();
  await userEvent.selectOptions(await screen.findByLabelText("Lift"), "absolute");
  const cells = cellsOf(await rowOf("Revenue", /^New/));
  expect(cells[2]).toBe("£26,250.00");
  expect(cells[3]).toBe("£2.6250");
  expect(cells[5]).toBe("+£0.1250 [−£0.0325, +£0.2825]");
  expect(cells[9]).toBe("£0.0080");
});

test("a broken split is an alert with what was seen and what was planned", async () => {
  showing({
    decision: { verdict: "broken", variant: null, reasons: [{ code: "sample_ratio", text: "The split is broken." }] },
    sampleRatio: {
      status: "ok",
      verdict: "mismatch",
      p: 0,
      log10P: -412.31,
      alpha: 0.001,
      alphaSpent: 0.0003,
      arms: [
        { variant: "control", observed: 10_000, expected: 7_600 },
        { variant: "b", observed: 5_200, expected: 7_600 },
      ],
      text: "There are far too few users in “New”.",
    },
  });
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "The split is broken There are far too few users in “New”.",
  );
  const split = within(screen.getByRole("table", { name: "Users by variant" }));
  expect(split.getByRole("row", { name: "New 5,200 7,600 50 % 50 % 30" })).toBeVisible();
  expect(screen.getByText(/p = 4.9 × 10⁻⁴¹³/)).toBeVisible();
});

test("a control without conversions leaves no lift, and the difference and its p stand", async () => {
  const metric = aMetric({
    lift: null,
    liftStatus: "no_baseline",
    liftInterval: null,
    difference: 0.1,
    differenceInterval: [0.042, 0.174],
    p: 0.00118,
  });
  showing({ metrics: [metric] });
  const relative = cellsOf(await rowOf("Bought", /^New/));
  expect(relative[4]).toBe("no baseline");
  expect(relative[5]).toBe("0.00118");
  expect(screen.getByText(/The control’s value is 0 or its sign is not certain/)).toBeVisible();
  await userEvent.selectOptions(screen.getByLabelText("Lift"), "absolute");
  expect(cellsOf(await rowOf("Bought", /^New/))[4]).toBe("+10 pp [+4.2 pp, +17.4 pp]");
});

test("what cannot be computed is told in words, never as NaN or nothing", async () => {
  const metric = aMetric(
    { ...NOTHING_COMPARED, status: "no_variance", liftStatus: "no_baseline", difference: 0 },
    { status: "no_variance", verdict: "not_enough_data" },
  );
  showing({ metrics: [metric] });
  const cells = cellsOf(await rowOf("Bought", /^New/));
  expect(cells.slice(4)).toEqual(["no baseline", ...Array.from({ length: 6 }, () => "nothing varies")]);
  expect(document.body).not.toHaveTextContent(/NaN|Infinity|undefined|null/);
  expect(screen.getAllByRole("cell").filter(({ textContent }) => textContent === "")).toEqual([]);
});

test("a tiny p is told by its power of ten and its logarithm", async () => {
  showing({ metrics: [aMetric({ p: 0, log10P: -4887.92 })] });
  expect(cellsOf(await rowOf("Bought", /^New/))[5]).toBe("1.2 × 10⁻⁴⁸⁸⁸ log₁₀ p = −4,887.92");
});

test("metrics stand in groups, and a guardrail says how it is", async () => {
  showing({
    metrics: [aMetric(), aRevenueMetric({ role: "guardrail", verdict: "worse" })],
    guardrails: [{ metric: "revenue", variant: "b", state: "harmed", text: "It is 5 % lower; 2 % were allowed." }],
  });
  const guardrails = within(await screen.findByRole("region", { name: "Guardrails" }));
  expect(guardrails.getByText(/New: harmed/)).toBeVisible();
  expect(guardrails.getByText(/2 % were allowed/)).toBeVisible();
  expect(guardrails.getByText("worse than the control")).toBeVisible();
  expect(screen.queryByRole("region", { name: "Secondary metrics" })).not.toBeInTheDocument();
});

test("a difference that a look has found is marked in words", async () => {
  showing({ metrics: [aMetric({ crossed: true, significant: true, crossedAtLook: 7, direction: "good" })] });
  expect(within(await rowOf("Bought", /^New/)).getByText("better since look 7")).toBeVisible();
});

test("users who crossed can be counted where they were first, which is asked of the server", async () => {
  const server = showing();
  await userEvent.selectOptions(await screen.findByLabelText("Users who saw two variants"), "first_seen");
  expect(server.to(`GET ${RESULT}`).at(-1)?.query.get("crossover")).toBe("first_seen");
  expect(screen.getByText(/70 users saw two variants/)).toBeVisible();
  const other = within(
    screen.getByRole("table", { name: "Bought with crossed users counted where they were first", hidden: true }),
  );
  const row = other.getByRole("row", { name: "New 10,030 10.1 % +1.09 pp +12.1 % 0.00890", hidden: true });
  expect(row).toBeInTheDocument();
});

test("many users who crossed are warned of", async () => {
  showing({ crossovers: { users: 900, share: 0.045, byVariant: [], text: "900 users saw two variants." } });
  expect(await screen.findByText("Many users crossed")).toBeVisible();
});

test("an earlier phase can be looked at", async () => {
  const server = showing({ phase: 2 }, { phases: [aPhase(1), aPhase(2)] });
  await userEvent.selectOptions(await screen.findByLabelText("Phase"), "1");
  expect(server.to(`GET ${RESULT}`).map(({ query }) => query.get("phase"))).toEqual([null, "1"]);
});

test("the looks say what is spent and when the next one is", async () => {
  showing();
  const looks = within(await screen.findByRole("region", { name: "Looks" }));
  expect(looks.getByText(/9 of 28 taken. The next one counts through Jan 10, 2026/)).toBeVisible();
  expect(looks.getByRole("progressbar", { name: /of an alpha of 5 % spent/ })).toHaveValue(0.004);
  const row = looks.getByRole("row", {
    name: "9 Jan 9, 2026 19,000 32 % 0.02 % ±3.70 Bought, New: z 2.50 against ±3.90",
    hidden: true,
  });
  expect(row).toBeInTheDocument();
});

test("every chart has a table that says the same", async () => {
  showing();
  const series = within(await screen.findByRole("table", { name: "Bought, everything up to each day", hidden: true }));
  const row = series.getByRole("row", {
    name: "Jan 1, 2026 New 1,010 101 10 % +25.0 % [−6.0 %, +66.0 %]",
    hidden: true,
  });
  expect(row).toBeInTheDocument();
  const forest = document.querySelector("[data-forest=bought]");
  expect(forest).toHaveAttribute("aria-hidden", "true");
  expect(screen.getByRole("table", { name: "Bought by variant" })).toBeVisible();
});

test("a term explains itself when it is pressed", async () => {
  showing();
  const table = within(await screen.findByRole("table", { name: "Bought by variant" }));
  await userEvent.click(table.getByRole("button", { name: "Adjusted p" }));
  const meaning = within(screen.getByRole("dialog", { name: "Adjusted p" }));
  expect(meaning.getByText(/allowing for how many comparisons/)).toBeVisible();
  expect(meaning.getByText(/Holm 1979/)).toBeVisible();
});

test("the result is downloaded as CSV in the admin's name", async () => {
  const made: Blob[] = [];
  vi.stubGlobal(
    "URL",
    Object.assign(class extends URL {}, {
      createObjectURL: (blob: Blob) => `blob:${made.push(blob)}`,
      revokeObjectURL: () => undefined,
    }),
  );
  const clicked: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function click(this: HTMLAnchorElement) {
    clicked.push(this.download);
  });
  const server = showing();
  await userEvent.selectOptions(await screen.findByLabelText("Users who saw two variants"), "first_seen");
  server.on(`GET ${RESULT}`, ({ query }) =>
    query.get("format") === "csv"
      ? new Response("metric,variant\nbought,b\n", { headers: { "Content-Type": "text/csv" } })
      : json(aResult()),
  );
  await userEvent.click(screen.getByRole("button", { name: "Download CSV" }));
  await vi.waitFor(() => {
    expect(clicked).toEqual(["sextant-new_checkout.csv"]);
  });
  await expect(made[0]?.text()).resolves.toBe("metric,variant\nbought,b\n");
  const asked = server.to(`GET ${RESULT}`).at(-1);
  expect(asked?.query.get("crossover")).toBe("first_seen");
  expect(asked?.headers.get("Authorization")).toMatch(/^Bearer /);
});

test("the statistics and their hash can be copied", async () => {
  const user = userEvent.setup();
  showing();
  await user.click(await screen.findByRole("button", { name: "Copy the hash" }));
  expect(await screen.findByText("Copied the hash.")).toBeVisible();
  await expect(navigator.clipboard.readText()).resolves.toBe("c0ffee");
  await user.click(screen.getByRole("button", { name: "Copy the statistics" }));
  await expect(navigator.clipboard.readText()).resolves.toContain('"y": "900"');
});

test("a draft has no result and is not asked for one", () => {
  const server = showing({}, { status: "DRAFT", phases: [] });
  expect(screen.getByRole("heading", { name: "Not started" })).toBeVisible();
  expect(screen.getByRole("button", { name: "Plan the size" })).toBeVisible();
  expect(server.received).toEqual([]);
});

test("an experiment without users says how users enrol", async () => {
  showing({ users: 0, throughDay: null, looks: [], series: [] });
  expect(await screen.findByText(/No user is enrolled yet/)).toBeVisible();
  expect(screen.getByText(/The first is taken when the first day is over/)).toBeVisible();
});

test("a refusal is told and can be tried again", async () => {
  const server = new Server().on(`GET ${RESULT}`, () => problem(404, "not-found", "Not found", "There is no phase 9."));
  show();
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("There is no phase 9.");
  server.on(`GET ${RESULT}`, () => json(aResult()));
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("heading", { name: /Keep running/ })).toBeVisible();
});

test("figures that could not be refreshed stay and say that they are old", async () => {
  const server = showing({ asOf: "2026-01-10T12:00:00Z" });
  expect(await screen.findByText(/Out of date/)).toBeVisible();
  server.on(`GET ${RESULT}`, () => problem(403, "forbidden", "Not allowed", "Not yours any more."));
  await userEvent.click(screen.getByRole("button", { name: "Refresh" }));
  expect(await screen.findByText(/The figures below are those of before/)).toBeVisible();
  expect(screen.getByRole("table", { name: "Bought by variant" })).toBeVisible();
});

test("the result of a completed experiment is told as it was kept", async () => {
  showing({ status: "COMPLETED", frozen: true, asOf: "2026-01-10T12:00:00Z" }, { status: "COMPLETED" });
  expect(await screen.findByText("Kept as it was at completion")).toBeVisible();
  expect(screen.queryByText(/Out of date/)).not.toBeInTheDocument();
  expect(screen.getByText(/The experiment is over/)).toBeVisible();
});
