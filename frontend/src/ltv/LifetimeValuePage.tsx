import { AnalyticsPage } from "../analytics/AnalyticsPage.tsx";
import { useChoices } from "../analytics/useChoices.ts";
import { CohortTable } from "./CohortTable.tsx";
import { AS_USUAL, currenciesOf, ROUTE, type ClientValues, type ValueChoices } from "./ltv.ts";
import { GrowthTable } from "./GrowthTable.tsx";
import { PredictionPanel } from "./PredictionPanel.tsx";
import { ValueControls } from "./ValueControls.tsx";

/** What clients are worth: what they paid so far, and what they are expected to. */
export function LifetimeValuePage() {
  const [choices, change] = useChoices(AS_USUAL);
  return (
    <AnalyticsPage
      title="Lifetime value"
      hint="Of the clients who registered in these days, by the month of their registration. What they are expected to pay is worked out in each currency for itself."
      question={{ route: ROUTE, query: choices }}
      comparable={false}
      controls={<ValueControls choices={choices} onChange={change} />}
    >
      {(values: ClientValues) => <Figures values={values} choices={choices} />}
    </AnalyticsPage>
  );
}

function Figures({ values, choices }: { values: ClientValues; choices: ValueChoices }) {
  const currencies = currenciesOf(values);
  if (currencies.length === 0) {
    return <p className="empty">No client who registered in these days has paid anything yet.</p>;
  }
  return currencies.map((currency) => {
    const prediction = values.predicted[currency];
    return (
      <div key={currency} className="figures">
        <section className="panel" aria-labelledby={`so-far-${currency}`}>
          <h3 id={`so-far-${currency}`}>So far, in {currency}</h3>
          <CohortTable currency={currency} cohorts={values.cohorts} />
          <GrowthTable currency={currency} cohorts={values.cohorts} />
        </section>
        {prediction && (
          <PredictionPanel currency={currency} values={values} prediction={prediction} choices={choices} />
        )}
      </div>
    );
  });
}
