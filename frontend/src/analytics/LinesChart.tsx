import { CartesianGrid, Legend, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { LinesProps, Point } from "./Lines.tsx";

const HEIGHT = 280;
const COLOURS = 8;

/** Several lines over the same axis. The table below says the same to those who cannot see it. */
export default function LinesChart({ points, lines, format }: LinesProps) {
  return (
    <div className="chart" aria-hidden="true">
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <LineChart data={[...points]} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="label" stroke="var(--muted)" minTickGap={30} />
          <YAxis tickFormatter={format} stroke="var(--muted)" width={90} />
          <Tooltip
            formatter={(value) => format(Number(value))}
            contentStyle={{ background: "var(--surface)", borderColor: "var(--line)" }}
          />
          <Legend />
          {lines.map((name, index) => (
            <Line
              key={name}
              name={name}
              // A function, since a name may have dots in it, which a path would take for its own.
              dataKey={({ values }: Point) => values[name] ?? null}
              stroke={`var(--series-${index % COLOURS})`}
              strokeWidth={2}
              dot={points.length === 1}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}
