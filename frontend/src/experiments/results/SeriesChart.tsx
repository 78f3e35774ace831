import {
  Area,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatDay } from "../../format/date.ts";
import type { CumulativeDay } from "./cumulative.ts";
import type { ArmSize } from "./result.ts";

const HEIGHT = 300;
const COLOURS = 8;

interface SeriesChartProps {
  readonly days: readonly CumulativeDay[];
  /** Those that are compared with the control. */
  readonly compared: readonly ArmSize[];
  readonly format: (effect: number) => string;
}

/** The difference so far of each variant, day by day, each in its band. The table below says the same in figures. */
export default function SeriesChart({ days, compared, format }: SeriesChartProps) {
  return (
    <div className="chart" aria-hidden="true">
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart data={[...days]} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="day" tickFormatter={(day: string) => formatDay(day)} stroke="var(--muted)" minTickGap={30} />
          <YAxis tickFormatter={format} stroke="var(--muted)" width={80} />
          <ReferenceLine y={0} stroke="var(--text)" />
          <Tooltip
            labelFormatter={(day) => (typeof day === "string" ? formatDay(day) : day)}
            formatter={(effect) => written(effect, format)}
            contentStyle={{ background: "var(--surface)", borderColor: "var(--line)" }}
          />
          <Legend />
          {compared.map(({ id, name }, index) => (
            <Area
              key={`${id} band`}
              name={`${name}, interval`}
              dataKey={({ byVariant }: CumulativeDay) => bandOf(byVariant[id])}
              fill={`var(--series-${index % COLOURS})`}
              fillOpacity={0.15}
              stroke="none"
              legendType="none"
              isAnimationActive={false}
            />
          ))}
          {compared.map(({ id, name }, index) => (
            <Line
              key={id}
              name={name}
              // A function, since an id may have dots in it, which a path would take for its own.
              dataKey={({ byVariant }: CumulativeDay) => byVariant[id]?.effect ?? null}
              stroke={`var(--series-${index % COLOURS})`}
              strokeWidth={2}
              dot={days.length === 1}
              isAnimationActive={false}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** A band with two ends; where one is open, none can be drawn. */
function bandOf(soFar: CumulativeDay["byVariant"][string] | undefined): [number, number] | null {
  const [lower, upper] = soFar?.interval ?? [null, null];
  return lower === null || upper === null ? null : [lower, upper];
}

function written(effect: unknown, format: (effect: number) => string): string {
  return Array.isArray(effect) ? effect.map((bound) => format(Number(bound))).join(" to ") : format(Number(effect));
}
