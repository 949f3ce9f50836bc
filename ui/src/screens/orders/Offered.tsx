// Repairs kept from earlier files that would change something here.
import { Button } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { Review } from "../../views";
import type { Act } from "./FileStep";

export function Offered(props: {
  review: Review;
  busy: boolean;
  act: Act;
  onReview: (review: Review) => void;
}) {
  const { t, say, desk, session } = useHand();
  const { review, busy, act } = props;
  if (review.offered.length === 0) return null;
  return (
    <div className="offered stack tight" data-testid="offered">
      <b className="sm row">
        <Icon name="book" small /> {t("offered.title", { n: review.offered.length })}
      </b>
      {review.offered.map((fix) => (
        <div key={fix.id} className="row" data-testid="offered-fix">
          <span className="grow1">
            <span className="ell b" title={fix.name}>
              {fix.name}
            </span>
            <span className="t2 sm ell" title={say(fix.says)}>
              {say(fix.says)}
            </span>
          </span>
          <Button
            small
            disabled={busy}
            onClick={() => void act(async () => props.onReview(await desk.applyFix(review.importId, fix.id)))}
            testId="offered-apply"
          >
            {t("offered.apply")}
          </Button>
          <Button
            kind="quiet"
            small
            icon="x"
            label={t("offered.drop")}
            disabled={busy}
            onClick={() =>
              void act(async () => {
                await desk.dropFix(session.clientId, fix.id);
                props.onReview(await desk.review(review.importId));
              })
            }
            testId="offered-drop"
          />
        </div>
      ))}
    </div>
  );
}
