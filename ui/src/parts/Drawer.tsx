// The drawer at the right, 448 wide, without a veil: the list beside it stays at work.
import { type ReactNode, useEffect, useRef } from "react";
import { Button, Scroll } from "./basics";
import { useHand } from "./context";

export function Drawer(props: {
  label: string;
  head: ReactNode;
  under?: ReactNode;
  tabs?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  position?: string;
  onClose: () => void;
  onStep?: (by: 1 | -1) => void;
  testId: string;
}) {
  const { t } = useHand();
  const box = useRef<HTMLElement>(null);
  const { onClose, onStep } = props;
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      if (event.key === "Escape") onClose();
      else if (event.key === "j" || event.key === "J") onStep?.(1);
      else if (event.key === "k" || event.key === "K") {
        if (event.ctrlKey || event.metaKey) return;
        onStep?.(-1);
      } else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", keyed);
    return () => window.removeEventListener("keydown", keyed);
  }, [onClose, onStep]);
  return (
    <aside className="drawer" aria-label={props.label} ref={box} data-testid={props.testId}>
      <header>
        <div className="row">
          {props.head}
          <span className="sp" />
          {props.position ? <span className="t3 sm nw">{props.position}</span> : null}
          <Button
            kind="quiet"
            icon="x"
            label={`${t("do.close")} (Esc)`}
            onClick={onClose}
            testId={`${props.testId}-close`}
          />
        </div>
        {props.under}
      </header>
      {props.tabs}
      <Scroll className="body" label={props.label}>
        {props.children}
      </Scroll>
      {props.footer ? <footer>{props.footer}</footer> : null}
    </aside>
  );
}
