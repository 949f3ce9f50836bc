// Several platforms, agents, ports, carriers or payment companies of a client: one of each is the usual one.
import { Button, Line } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Icon } from "../../parts/Icon";
import type { Key } from "../../text";
import type { ChoiceKind } from "../../views";
import { type Choice, type Editing, elements } from "./draft";
import { Says } from "./Field";

export function Choices({ kind, editing }: { kind: ChoiceKind; editing: Editing }) {
  const { t } = useHand();
  const { draft, put, noteOf, check } = editing;
  const mine = draft.choices.filter((c) => c.kind === kind);
  const set = (next: Choice[]) =>
    put({ choices: [...draft.choices.filter((c) => c.kind !== kind), ...next] });
  const change = (at: number, part: Partial<Choice>) =>
    set(mine.map((c, n) => (n === at ? { ...c, ...part } : c)));
  const add = () => set([...mine, { kind, label: "", values: {}, also: "", usual: mine.length === 0 }]);
  const named = kind !== "port";
  return (
    <section className="section choices" data-scrolls data-testid={`choices-${kind}`}>
      <h3>
        {t(`choices.${kind}`)}
        <span className="t3"> {t(`choices.${kind}-help`)}</span>
      </h3>
      {mine.length > 0 ? (
        <table>
          <thead>
            <tr>
              <th scope="col">{t("choices.usual")}</th>
              <th scope="col">{t("choices.label")}</th>
              {elements[kind].map((element) => (
                <th scope="col" key={element} title={element}>
                  {t(`profile.${element}` as Key)}
                </th>
              ))}
              {named ? <th scope="col">{t("choices.also")}</th> : null}
              <th scope="col">
                <span className="hidden">{t("field.acts")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {mine.map((choice, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a choice has no name of its own; its place is its name
              <tr key={at}>
                <td>
                  <button
                    type="button"
                    role="radio"
                    aria-checked={choice.usual}
                    aria-label={`${t("choices.usual")} ${at + 1}`}
                    className="radioline"
                    onClick={() => set(mine.map((c, n) => ({ ...c, usual: n === at })))}
                    data-testid={`choice-${kind}-${at}-usual`}
                  >
                    <span className={`rb${choice.usual ? " on" : ""}`} />
                  </button>
                </td>
                <td>
                  <Line
                    label={`${t("choices.label")} ${at + 1}`}
                    value={choice.label}
                    onChange={(label) => change(at, { label })}
                    bad={noteOf(`${kind}.${at}.label`)?.mark === "stops"}
                    width="100%"
                    testId={`choice-${kind}-${at}-label`}
                  />
                  <Says note={noteOf(`${kind}.${at}.label`)} testId={`choice-${kind}-${at}-label`} />
                </td>
                {elements[kind].map((element) => {
                  const field = `${kind}.${at}.${element}`;
                  const id = at === 0 ? `profile-${element}` : `choice-${kind}-${at}-${element}`;
                  return (
                    <td key={element}>
                      <Line
                        label={`${t(`profile.${element}` as Key)} ${at + 1}`}
                        value={choice.values[element] ?? ""}
                        onChange={(value) => change(at, { values: { ...choice.values, [element]: value } })}
                        bad={noteOf(field)?.mark === "stops"}
                        mono={!element.endsWith("Name")}
                        width="100%"
                        testId={id}
                      />
                      <Says note={noteOf(field)} name={check.names[field]} testId={id} />
                    </td>
                  );
                })}
                {named ? (
                  <td>
                    <Line
                      label={`${t("choices.also")} ${at + 1}`}
                      placeholder={at === 0 ? t(`choices.${kind}-also`) : undefined}
                      value={choice.also}
                      onChange={(also) => change(at, { also })}
                      width="100%"
                      testId={`choice-${kind}-${at}-also`}
                    />
                  </td>
                ) : null}
                <td>
                  <Button
                    kind="quiet"
                    icon="x"
                    label={t("choices.drop", { n: at + 1 })}
                    onClick={() => {
                      const next = mine.filter((_, n) => n !== at);
                      if (choice.usual && next[0]) next[0] = { ...next[0], usual: true };
                      set(next);
                    }}
                    testId={`choice-${kind}-${at}-drop`}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <button type="button" className="act" onClick={add} data-testid={`choice-${kind}-add`}>
        <Icon name="plus" small /> {t(`choices.${kind}-add`)}
      </button>
    </section>
  );
}
