import { render, screen } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../page/App.tsx";
import { alreadySignedIn } from "../../testing/accounts.ts";
import { aHead } from "../../testing/analyticsSamples.ts";
import { measure } from "../../testing/samples.ts";
import { json, Server } from "../../testing/server.ts";

beforeEach(() => {
  alreadySignedIn();
  window.history.replaceState(null, "", "/admin/analytics/conversion?windowDays=14");
});

test("each thing tells how many did it, at which rate and between which bounds", async () => {
  const paid = { action: "paid", users: measure(6), matureUsers: measure(4) };
  const rates = [
    { ...paid, rate: measure(0.4, 0.2, 1), rateInterval: [0.168, 0.687] },
    { ...paid, action: "paidAgain", rate: { value: null }, rateInterval: null },
  ];
  const counts = { registered: measure(15), mature: measure(10), immature: measure(5) };
  const server = new Server().on("GET /api/admin/analytics/conversion-rates", () =>
    json({
      ...aHead(),
      windowDays: 14,
      roles: [
        { role: "CLIENT", ...counts, rates },
        { role: "CA", registered: measure(0), mature: measure(0), immature: measure(0), rates: [] },
      ],
    }),
  );
  render(<App />);
  expect(await screen.findByText("15 registered, of whom 5 still have some of their 14 days.")).toBeVisible();
  const row = (action: string) => document.querySelector(`[data-action="${action}"]`);
  expect(row("paid")).toHaveTextContent("Paid6440%16.8% to 68.7%+100%");
  expect(row("paidAgain")).toHaveTextContent("64–––");
  expect(screen.getByText("Nobody registered in this role in these days.")).toBeVisible();
  expect(server.to("GET /api/admin/analytics/conversion-rates")[0]?.query.get("windowDays")).toBe("14");
});
