// Step 4: what became of the orders, and where to go on.
import { Button, Empty } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Declared } from "../../views";

export function DoneStep({
  declared,
  onAgain,
  onKept,
}: {
  declared: Declared;
  onAgain: () => void;
  onKept: () => void;
}) {
  const { t, go } = useHand();
  return (
    <div className="panel fill">
      <Empty
        icon="decl"
        title={t("done.title", { n: declared.made })}
        testId="declared"
        acts={
          <>
            <Button kind="primary" icon="send" onClick={() => go({ station: "sending" })} testId="done-send">
              {t("done.send")}
            </Button>
            <Button icon="decl" onClick={() => go({ station: "declarations" })} testId="done-look">
              {t("done.look")}
            </Button>
            {declared.kept > 0 ? (
              <Button icon="fixed" onClick={onKept} testId="done-kept">
                {t("done.fix-kept", { n: declared.kept })}
              </Button>
            ) : null}
            <Button kind="quiet" icon="plus" onClick={onAgain} testId="done-again">
              {t("done.again")}
            </Button>
          </>
        }
      >
        {declared.kept > 0 ? t("done.kept", { n: declared.kept }) : t("done.none-kept")}
      </Empty>
    </div>
  );
}
