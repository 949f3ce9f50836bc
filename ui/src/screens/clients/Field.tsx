// One field of a form: label, element, value, the name behind its code, and what is wrong with it.
import type { ReactNode } from "react";
import { Line } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { FieldNote } from "../../views";

export function Field(props: {
  label: string;
  element?: string;
  need?: boolean;
  value: string;
  onChange: (value: string) => void;
  note?: FieldNote;
  name?: string;
  placeholder?: string;
  mono?: boolean;
  wide?: boolean;
  autoFocus?: boolean;
  testId: string;
  children?: ReactNode;
}) {
  const { note } = props;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, in one of two shapes
    <label className={props.wide ? "wide" : undefined}>
      <span>
        {props.label}
        {props.need ? <span className="c-stop"> *</span> : null}
        {props.element ? <span className="el">{props.element}</span> : null}
      </span>
      {props.children ?? (
        <Line
          label={props.label}
          value={props.value}
          onChange={props.onChange}
          bad={note?.mark === "stops"}
          placeholder={props.placeholder}
          mono={props.mono}
          autoFocus={props.autoFocus}
          width="100%"
          testId={props.testId}
        />
      )}
      <Says note={note} name={props.name} testId={props.testId} />
    </label>
  );
}

/** What stands below a field: what is wrong, else the name behind its code. */
export function Says({ note, name, testId }: { note?: FieldNote; name?: string; testId: string }) {
  const { say } = useHand();
  if (note)
    return (
      <span className={`says ${note.mark === "stops" ? "c-stop" : "c-warn"}`} data-testid={`${testId}-note`}>
        <Icon name={note.mark === "stops" ? "stop" : "warn"} small /> {say(note.says)}
      </span>
    );
  return name ? (
    <span className="says t3" data-testid={`${testId}-name`}>
      {name}
    </span>
  ) : null;
}
