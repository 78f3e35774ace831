import { asRatio, type Dashboard } from "./figures.ts";
import { Metric } from "./Metric.tsx";

interface EngagementFiguresProps {
  readonly engagement: Dashboard["engagement"];
  readonly compared: boolean;
}

export function EngagementFigures({ engagement, compared }: EngagementFiguresProps) {
  return (
    <section aria-labelledby="engagement-title">
      <h3 id="engagement-title">Engagement</h3>
      <dl className="metrics">
        <Metric
          label="Daily active users"
          hint="on the last day"
          path="engagement.dau"
          means="engagement.dau"
          measure={engagement.dau}
          compared={compared}
        />
        <Metric
          label="Weekly active users"
          hint="in the last 7 days"
          path="engagement.wau"
          means="engagement.wau"
          measure={engagement.wau}
          compared={compared}
        />
        <Metric
          label="Monthly active users"
          hint="in the last 30 days"
          path="engagement.mau"
          means="engagement.mau"
          measure={engagement.mau}
          compared={compared}
        />
        <Metric
          label="Stickiness"
          hint="mean daily over monthly"
          path="engagement.stickiness"
          means="engagement.stickiness"
          measure={engagement.stickiness}
          format={asRatio}
          compared={compared}
        />
      </dl>
    </section>
  );
}
