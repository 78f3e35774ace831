import { formatCount } from "../../format/number.ts";
import { formatAlpha, formatP, formatShare } from "./figures.ts";
import { nameOf, type ArmSize, type Crossovers, type Result, type SampleRatio } from "./result.ts";
import { Tag } from "./Tag.tsx";
import { Term } from "./Term.tsx";
import { missingInWords, SPLIT_VERDICTS } from "./words.ts";

/** From this share of users on, how they are counted may decide the result. */
const MANY_CROSSED = 0.01;

/** Whether users were split as planned, and how many saw two variants. */
export function SplitPanel({ result: { sampleRatio, crossovers, variants } }: { result: Result }) {
  const { tone, text } = SPLIT_VERDICTS[sampleRatio.verdict];
  const broken = sampleRatio.verdict === "mismatch";
  return (
    <section className="panel" aria-labelledby="split-title">
      <h4 id="split-title">Split of users</h4>
      <div className={broken ? "alert" : undefined} role={broken ? "alert" : undefined}>
        <p>
          <Tag tone={tone}>{text}</Tag> {sampleRatio.text}
        </p>
      </div>
      <SplitTable sampleRatio={sampleRatio} crossovers={crossovers} variants={variants} />
      <p className="hint">{testInWords(sampleRatio)}</p>
      <p>
        {crossovers.share > MANY_CROSSED && <Tag tone="warning">Many users crossed</Tag>} <Term name="crossover" />:{" "}
        {crossovers.text || crossingInWords(crossovers)}
      </p>
    </section>
  );
}

interface SplitTableProps {
  readonly sampleRatio: SampleRatio;
  readonly crossovers: Crossovers;
  readonly variants: readonly ArmSize[];
}

function SplitTable({ sampleRatio, crossovers, variants }: SplitTableProps) {
  const crossed = new Map(crossovers.byVariant.map(({ variant, users }) => [variant, users]));
  return (
    <div className="scroll">
      <table className="narrow">
        <caption>
          <Term name="sampleRatio">Users by variant</Term>
        </caption>
        <thead>
          <tr>
            <th scope="col">Variant</th>
            <th scope="col" className="number">
              Observed
            </th>
            <th scope="col" className="number">
              Expected
            </th>
            <th scope="col" className="number">
              Share
            </th>
            <th scope="col" className="number">
              Planned share
            </th>
            <th scope="col" className="number">
              Crossed
            </th>
          </tr>
        </thead>
        <tbody>
          {sampleRatio.arms.map(({ variant, observed, expected }) => {
            const size = variants.find(({ id }) => id === variant);
            return (
              <tr key={variant} data-arm={variant}>
                <th scope="row">{nameOf(variants, variant)}</th>
                <td className="number">{formatCount(observed)}</td>
                <td className="number">{formatCount(expected)}</td>
                <td className="number">{size ? formatShare(size.share) : missingInWords("no_users")}</td>
                <td className="number">{size ? formatShare(size.expectedShare) : missingInWords("no_users")}</td>
                <td className="number">{formatCount(crossed.get(variant) ?? 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function testInWords({ p, log10P, alpha, alphaSpent, status }: SampleRatio): string {
  const found = p === null ? `p ${missingInWords(status)}` : `p = ${formatP(p, log10P)}`;
  return `${found}; the alarm rings below an alpha of ${formatAlpha(alpha)} over all looks, of which ${formatAlpha(alphaSpent)} is spent so far.`;
}

function crossingInWords({ users, share }: Crossovers): string {
  if (users === 0) return "nobody has seen two variants.";
  return `${formatCount(users)} ${users === 1 ? "user has" : "users have"} seen two variants (${formatShare(share)}).`;
}
