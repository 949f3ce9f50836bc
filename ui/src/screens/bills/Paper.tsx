// The preview draws the final PDF's own bytes; the paper stays white in the dark.
import { useEffect, useRef, useState } from "react";
import { troubleOf } from "../../call";
import { TroubleNote } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Trouble } from "../../views";

export function Paper({ id }: { id: string }) {
  const { t, desk } = useHand();
  const box = useRef<HTMLDivElement>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [pages, setPages] = useState(0);

  useEffect(() => {
    let live = true;
    setTrouble(null);
    desk
      .billPdf([id])
      .then(async (bytes) => {
        const { draw } = await import("./pdf");
        const width = (box.current?.clientWidth ?? 420) - 24;
        const drawn = await draw(bytes, width);
        if (!live) return;
        box.current?.replaceChildren(...drawn);
        setPages(drawn.length);
      })
      .catch((thrown) => live && setTrouble(troubleOf(thrown)));
    return () => {
      live = false;
    };
  }, [desk, id]);

  return (
    <>
      <TroubleNote trouble={trouble} />
      <div
        className="paperbg"
        ref={box}
        role="img"
        aria-label={t("bill.paper", { n: pages })}
        data-testid="paper"
        data-pages={pages}
        data-bill={pages > 0 ? id : ""}
      />
    </>
  );
}
