// A checkbox of 14 px, alone or with its words.
import type { ReactNode } from "react";
import { Icon } from "../Icon";

/** `mix` when some of many are on. */
export function Check(props: {
  on: boolean | "mix";
  label: string;
  onChange: (on: boolean) => void;
  text?: ReactNode;
  testId?: string;
  disabled?: boolean;
}) {
  const box = (
    <button
      type="button"
      role="checkbox"
      tabIndex={props.text ? 0 : -1}
      disabled={props.disabled}
      aria-checked={props.on === "mix" ? "mixed" : props.on}
      aria-label={props.label}
      className={`cb${props.on === true ? " on" : props.on === "mix" ? " mix" : ""}`}
      data-testid={props.testId}
      onClick={() => props.onChange(props.on !== true)}
    >
      {props.on === true ? <Icon name="check" /> : props.on === "mix" ? <Icon name="minus" /> : null}
    </button>
  );
  if (!props.text) return box;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the words beside the box are a larger place to click; the box takes the keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <span
      className="checkline"
      onClick={(event) => {
        if (!(event.target instanceof Element && event.target.closest("button")))
          props.onChange(props.on !== true);
      }}
    >
      {box}
      <span>{props.text}</span>
    </span>
  );
}
