// Values as they stand in the sheet, and what each is to become.
import { Line } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";

/** `known` when nothing is a value as well: the cell is to be emptied. */
export type Pair = { from: string; to: string; known: boolean };

/** More than so many different values are not looked at one by one. */
const SHOWN = 12;

export function Pairs(props: { pairs: Pair[]; onChange: (pairs: Pair[]) => void; onEnter: () => void }) {
  const { t } = useHand();
  const { pairs } = props;
  return (
    <>
      {pairs.slice(0, SHOWN).map((pair, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one value may have several proposals, and all keep their place
        <div key={`${pair.from} ${n}`} className="pairline">
          <span className="in sunk" title={pair.from}>
            <span className="ell">{pair.from === "" ? t("fix.empty") : pair.from}</span>
          </span>
          <Icon name="fwd" small className="t3" />
          <Line
            label={t("fix.to", { value: pair.from || t("fix.empty") })}
            placeholder={t(pair.known ? "fix.empty" : "fix.say")}
            value={pair.to}
            onChange={(to) => props.onChange(pairs.map((p, at) => (at === n ? { ...p, to } : p)))}
            onEnter={props.onEnter}
            width="100%"
            testId={n === 0 ? "fix-value" : `fix-value-${n}`}
          />
        </div>
      ))}
      {pairs.length > SHOWN ? (
        <p className="t3 sm">{t("fix.more-values", { n: pairs.length - SHOWN })}</p>
      ) : null}
    </>
  );
}
