// People and their roles. A desk of one person is told what a second one changes.
import { useState } from "react";
import { Act, Button, Line, Note, Panel } from "../../parts/basics";
import { useHand } from "../../parts/context";
import { Check } from "../../parts/grid/Check";
import { Icon } from "../../parts/Icon";
import { useNameOf } from "../../parts/Worker";
import type { PersonLine } from "../../views";

const roles = ["declarant", "reviewer", "archivist", "manager"] as const;
type Role = (typeof roles)[number];

type Doing = { kind: "add" } | { kind: "change" | "pin" | "retire"; person: PersonLine } | null;

export function People(props: { act: (work: () => Promise<void>) => Promise<void>; busy: boolean }) {
  const { t, session, refresh } = useHand();
  const nameOf = useNameOf();
  const [doing, setDoing] = useState<Doing>(null);
  const me = session.person;
  const manages = me.owner || me.roles.includes("manager");
  const run = (work: () => Promise<unknown>) =>
    void props.act(async () => {
      await work();
      setDoing(null);
      refresh();
    });
  const edits = (person: PersonLine) => manages && (!person.owner || me.owner);
  return (
    <Panel
      title={t("set.people")}
      testId="set-people"
      aside={
        manages ? (
          <Button
            small
            icon="plus"
            disabled={props.busy}
            onClick={() => setDoing((d) => (d?.kind === "add" ? null : { kind: "add" }))}
            testId="person-add"
          >
            {t("set.add-person")}
          </Button>
        ) : undefined
      }
    >
      {doing?.kind === "add" ? <Form run={run} busy={props.busy} onStop={() => setDoing(null)} /> : null}
      {session.people.length < 2 && doing === null ? <Note icon="info">{t("set.alone")}</Note> : null}
      <ul className="peoplelist">
        {session.people.map((person) => (
          <li key={person.id} data-testid={`person-${person.id}`}>
            <div className="personline">
              <Icon name="person" className="t3" />
              <b className="ell">{nameOf(person)}</b>
              <span className="row roles">
                {person.id === me.id && session.people.length > 1 ? (
                  <span className="tag acc">{t("set.you")}</span>
                ) : null}
                {person.owner ? (
                  <span className="tag">{t("set.owner")}</span>
                ) : (
                  person.roles.map((role) => (
                    <span key={role} className="tag">
                      {t(`role.${role as Role}`)}
                    </span>
                  ))
                )}
                {person.hasPin ? (
                  <span className="tag" title={t("set.has-pin")}>
                    <Icon name="lock" small /> PIN
                  </span>
                ) : null}
              </span>
              <span className="row">
                {session.people.length > 1 && (edits(person) || person.id === me.id) ? (
                  <Act
                    disabled={props.busy}
                    onClick={() => setDoing({ kind: "pin", person })}
                    testId={`person-pin-${person.id}`}
                  >
                    {t(person.hasPin ? "set.pin-change" : "set.pin-set")}
                  </Act>
                ) : null}
                {edits(person) ? (
                  <Act
                    disabled={props.busy}
                    onClick={() => setDoing({ kind: "change", person })}
                    testId={`person-change-${person.id}`}
                  >
                    {t("set.change")}
                  </Act>
                ) : null}
                {edits(person) && !person.owner ? (
                  <Act
                    disabled={props.busy}
                    onClick={() => setDoing({ kind: "retire", person })}
                    testId={`person-retire-${person.id}`}
                  >
                    {t("set.retire")}
                  </Act>
                ) : null}
              </span>
            </div>
            {doing && doing.kind !== "add" && doing.person.id === person.id ? (
              doing.kind === "change" ? (
                <Form person={person} run={run} busy={props.busy} onStop={() => setDoing(null)} />
              ) : doing.kind === "pin" ? (
                <Pin
                  person={person}
                  own={person.id === me.id}
                  run={run}
                  busy={props.busy}
                  onStop={() => setDoing(null)}
                />
              ) : (
                <Retire person={person} run={run} busy={props.busy} onStop={() => setDoing(null)} />
              )
            ) : null}
          </li>
        ))}
      </ul>
      {session.people.length > 1 && session.people.some((person) => !person.hasPin) ? (
        <p className="body t3 sm">{t("set.no-pin")}</p>
      ) : null}
    </Panel>
  );
}

type Parts = { run: (work: () => Promise<unknown>) => void; busy: boolean; onStop: () => void };

function Form(props: Parts & { person?: PersonLine }) {
  const { t, desk } = useHand();
  const { person } = props;
  const [name, setName] = useState(person?.name ?? "");
  const [chosen, setChosen] = useState<string[]>(person?.roles ?? []);
  const [pin, setPin] = useState("");
  const ready = name.trim() !== "" && chosen.length > 0;
  const save = () =>
    props.run(() =>
      person
        ? desk.changePerson(person.id, { name: name.trim(), roles: chosen })
        : desk.addPerson({ name: name.trim(), roles: chosen }, pin),
    );
  return (
    <div className="body stack gap8 inset">
      <div className="row">
        <Line
          label={t("set.name")}
          placeholder={t("set.name")}
          value={name}
          onChange={setName}
          onEnter={() => ready && save()}
          width="100%"
          autoFocus
          testId="person-name"
        />
        {person ? null : (
          <Line
            label={t("set.pin")}
            placeholder={t("set.pin")}
            type="password"
            value={pin}
            onChange={setPin}
            width={180}
            testId="person-pin"
          />
        )}
      </div>
      {person?.owner
        ? null
        : roles.map((role) => (
            <Check
              key={role}
              on={chosen.includes(role)}
              label={t(`role.${role}`)}
              text={
                <>
                  <b className="w5">{t(`role.${role}`)}</b>{" "}
                  <span className="t3 sm">{t(`role-help.${role}`)}</span>
                </>
              }
              onChange={(on) =>
                setChosen((before) => (on ? [...before, role] : before.filter((r) => r !== role)))
              }
              testId={`role-${role}`}
            />
          ))}
      <div className="row">
        <Button kind="primary" disabled={!ready || props.busy} onClick={save} testId="person-save">
          {t("do.save")}
        </Button>
        <Button onClick={props.onStop} testId="person-stop">
          {t("do.close")}
        </Button>
        {chosen.length === 0 ? <span className="t3 sm">{t("set.one-role")}</span> : null}
      </div>
    </div>
  );
}

function Pin(props: Parts & { person: PersonLine; own: boolean }) {
  const { t, desk } = useHand();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const asksOld = props.own && props.person.hasPin;
  const save = (pin: string) => props.run(() => desk.setPin(props.person.id, old, pin));
  return (
    <div className="body row inset">
      {asksOld ? (
        <Line
          label={t("set.pin-old")}
          placeholder={t("set.pin-old")}
          type="password"
          value={old}
          onChange={setOld}
          width={130}
          autoFocus
          testId="pin-old"
        />
      ) : null}
      <Line
        label={t("set.pin-new")}
        placeholder={t("set.pin-new")}
        type="password"
        value={next}
        onChange={setNext}
        onEnter={() => next !== "" && save(next)}
        width={130}
        autoFocus={!asksOld}
        testId="pin-new"
      />
      <Button
        kind="primary"
        disabled={next === "" || props.busy}
        onClick={() => save(next)}
        testId="pin-save"
      >
        {t("do.save")}
      </Button>
      {props.person.hasPin ? (
        <Button disabled={props.busy} onClick={() => save("")} testId="pin-remove">
          {t("set.pin-remove")}
        </Button>
      ) : null}
      <Button onClick={props.onStop} testId="pin-stop">
        {t("do.close")}
      </Button>
    </div>
  );
}

function Retire(props: Parts & { person: PersonLine }) {
  const { t, desk } = useHand();
  return (
    <div className="body row inset">
      <span className="grow1">{t("set.retire-sure", { name: props.person.name })}</span>
      <Button
        kind="danger"
        disabled={props.busy}
        onClick={() => props.run(() => desk.retirePerson(props.person.id))}
        testId="retire-sure"
      >
        {t("set.retire")}
      </Button>
      <Button onClick={props.onStop} testId="retire-stop">
        {t("set.keep")}
      </Button>
    </div>
  );
}
