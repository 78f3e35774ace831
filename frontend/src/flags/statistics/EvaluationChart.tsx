import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatDay } from "../../format/date.ts";
import { formatCount } from "../../format/number.ts";
import { countsOf, labelsOf } from "./series.ts";
import type { Evaluations } from "./statistics.ts";

const HEIGHT = 260;
const COLOURS = 8;

/** Evaluations of each day, one above the other by value. The table below says the same to those who cannot see it. */
export default function EvaluationChart({ evaluations }: { evaluations: Evaluations }) {
  const labels = labelsOf(evaluations);
  const days = evaluations.daily.map((day) => ({ day: day.day, counts: countsOf(day) }));
  return (
    <div className="chart" aria-hidden="true">
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <BarChart data={days} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="day" tickFormatter={(day: string) => formatDay(day)} stroke="var(--muted)" minTickGap={30} />
          <YAxis tickFormatter={(count: number) => formatCount(count)} stroke="var(--muted)" allowDecimals={false} />
          <Tooltip
            labelFormatter={(day) => (typeof day === "string" ? formatDay(day) : day)}
            formatter={(count) => formatCount(Number(count))}
            contentStyle={{ background: "var(--surface)", borderColor: "var(--line)" }}
          />
          <Legend />
          {labels.map((label, index) => (
            <Bar
              key={label}
              name={label}
              // A function, since a value may have dots in it, which a path would take for its own.
              dataKey={({ counts }: (typeof days)[number]) => counts[label] ?? 0}
              stackId="values"
              fill={`var(--series-${index % COLOURS})`}
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
