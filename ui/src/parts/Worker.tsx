// Who works: the name in the header, and the question that stands in place of the screen until somebody answers it.
import { useState } from "react";
import type { PersonLine, Session } from "../views";
import { Button, Line, TroubleNote } from "./basics";
import { useAct, useHand } from "./context";
import { Icon } from "./Icon";

/** A desk of several people that was not told who works. */
export function nobodyWorks(session: Session): boolean {
  return session.people.length > 1 && session.person.id === "";
}

/** The name of a person; the only person of a desk may have none. */
export function useNameOf(): (person: Pick<PersonLine, "name" | "owner">) => string {
  const { t } = useHand();
  return (person) => person.name || t("set.owner");
}

/** Whoever works, and the way to somebody else. A desk of one person shows nothing. */
export function Worker() {
  const { t, session, desk, refresh } = useHand();
  const { act, busy } = useAct();
  const nameOf = useNameOf();
  if (session.people.length < 2 || session.person.id === "") return null;
  return (
    <button
      type="button"
      className="worker"
      disabled={busy}
      title={t("who.switch")}
      aria-label={`${nameOf(session.person)}: ${t("who.switch")}`}
      onClick={() =>
        void act(async () => {
          await desk.signOut();
          refresh();
        })
      }
      data-testid="worker"
    >
      <Icon name="person" small />
      <span className="ell">{nameOf(session.person)}</span>
    </button>
  );
}

/** Asks who works. Nothing of the desk is shown behind it. */
export function WhoWorks() {
  const { t, session, desk, refresh } = useHand();
  const nameOf = useNameOf();
  const [chosen, setChosen] = useState<PersonLine | null>(null);
  const [pin, setPin] = useState("");
  const { busy, trouble, act, clear } = useAct();
  const begin = (person: PersonLine, typed: string) =>
    act(async () => {
      setPin("");
      await desk.signIn(person.id, typed);
      refresh();
    });
  const choose = (person: PersonLine) => {
    clear();
    setPin("");
    setChosen(person);
    if (!person.hasPin) void begin(person, "");
  };
  return (
    <section className="panel who" aria-label={t("who.title")} data-testid="who-works">
      <h1>{t("who.title")}</h1>
      <p className="t2">{t("who.help")}</p>
      <TroubleNote trouble={trouble} onClose={clear} />
      <ul className="wholist">
        {session.people.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              className={`pickline${chosen?.id === person.id ? " on" : ""}`}
              aria-pressed={chosen?.id === person.id}
              disabled={busy}
              onClick={() => choose(person)}
              data-testid={`who-${person.id}`}
            >
              <b className="ell">{nameOf(person)}</b>
              {person.hasPin ? <Icon name="lock" small className="t3" /> : <span />}
              <span className="d ell">
                {person.roles.map((role) => t(`role.${role}` as "role.reviewer")).join(" · ")}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {chosen?.hasPin ? (
        <div className="row">
          <Line
            key={chosen.id}
            label={t("who.pin", { name: nameOf(chosen) })}
            placeholder={t("who.pin", { name: nameOf(chosen) })}
            type="password"
            value={pin}
            onChange={setPin}
            onEnter={() => pin !== "" && void begin(chosen, pin)}
            width="100%"
            autoFocus
            testId="who-pin"
          />
          <Button
            kind="primary"
            disabled={busy || pin === ""}
            onClick={() => void begin(chosen, pin)}
            testId="who-go"
          >
            {t("who.go")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
