// What a client has kept for its next files: recipes of columns, and fixes by name. Renamed in place; what is deleted is
// asked for once, because nothing brings it back.
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Act, Button, Line, Time, TroubleNote } from "./basics";
import { useAct, useHand, useLoad } from "./context";
import { Icon, type IconName } from "./Icon";

type Doing = { id: string; what: "rename" | "drop"; name: string } | null;

export function RecipeBook({ client, inUse }: { client: string; inUse?: string }) {
  const { t, say, desk } = useHand();
  const { busy, trouble, act, clear } = useAct();
  const recipes = useLoad(() => desk.recipes(client), client);
  const fixes = useLoad(() => desk.fixes(client), client);
  const [doing, setDoing] = useState<Doing>(null);
  const box = useRef<HTMLDivElement>(null);
  const done = (work: () => Promise<unknown>) =>
    void act(async () => {
      await work();
      setDoing(null);
      recipes.reload();
      fixes.reload();
      // Whoever works by keys goes on in the list.
      box.current?.focus({ preventScroll: true });
    });
  return (
    <div className="stack recipebook" ref={box} tabIndex={-1} data-testid="recipe-list">
      <p className="t2">{t("recipe.help")}</p>
      <TroubleNote
        trouble={trouble ?? recipes.trouble ?? fixes.trouble}
        onClose={trouble ? clear : undefined}
        onRetry={recipes.reload}
      />
      {recipes.value?.length === 0 ? <p className="t3">{t("recipe.none")}</p> : null}
      <ul className="lines">
        {(recipes.value ?? []).map((line) => (
          <Kept
            key={line.id}
            kind="recipe"
            icon="book"
            tone={line.name === inUse ? "c-acc" : "t3"}
            name={line.name}
            doing={doing?.id === `r${line.id}` ? doing : null}
            busy={busy}
            onDoing={(what) => setDoing(what ? { id: `r${line.id}`, what, name: line.name } : null)}
            onName={(name) => setDoing({ id: `r${line.id}`, what: "rename", name })}
            onRename={(name) => done(() => desk.renameRecipe(client, line.id, name))}
            onDrop={() => done(() => desk.dropRecipe(client, line.id))}
          >
            <span className="t3 sm ell" title={line.names.join(" · ")}>
              {t("recipe.headers", { n: line.headers })}
              <i className="dot" />
              {t("recipe.uses", { n: line.used })}
              <i className="dot" />
              <Time value={line.at} />
            </span>
            <span className="t3 sm ell" title={line.names.join(" · ")} data-testid="recipe-names">
              {line.names.join(" · ")}
            </span>
          </Kept>
        ))}
      </ul>
      <h2>{t("recipe.fixes")}</h2>
      {fixes.value?.length === 0 ? <p className="t3">{t("recipe.no-fixes")}</p> : null}
      <ul className="lines">
        {(fixes.value ?? []).map((fix) => (
          <Kept
            key={fix.id}
            kind="fix"
            icon="fixed"
            tone="c-fixed"
            name={fix.name}
            doing={doing?.id === `f${fix.id}` ? doing : null}
            busy={busy}
            onDoing={(what) => setDoing(what ? { id: `f${fix.id}`, what, name: fix.name } : null)}
            onName={(name) => setDoing({ id: `f${fix.id}`, what: "rename", name })}
            onRename={(name) => done(() => desk.renameFix(client, fix.id, name))}
            onDrop={() => done(() => desk.dropFix(client, fix.id))}
          >
            <span className="t3 sm ell" title={say(fix.says)}>
              {say(fix.says)}
            </span>
            <span className="t3 sm ell">
              {t("recipe.uses", { n: fix.uses })}
              <i className="dot" />
              <Time value={fix.at} />
            </span>
          </Kept>
        ))}
      </ul>
    </div>
  );
}

/** One line: its name and what is known of it, or the name being changed, or the question. */
function Kept(props: {
  kind: "recipe" | "fix";
  icon: IconName;
  tone: string;
  name: string;
  doing: Doing;
  busy: boolean;
  onDoing: (what: "rename" | "drop" | null) => void;
  onName: (name: string) => void;
  onRename: (name: string) => void;
  onDrop: () => void;
  children: ReactNode;
}) {
  const { t } = useHand();
  const { kind, doing, busy } = props;
  const line = useRef<HTMLLIElement>(null);
  const name = doing?.name.trim() ?? "";
  const asks = doing?.what;
  // The question has the focus on what changes nothing; Escape is that answer too, and closes no dialog around it.
  useEffect(() => {
    const li = line.current;
    if (!li || asks === undefined) return;
    if (asks === "drop") li.querySelector<HTMLElement>(`[data-testid=${kind}-drop-not]`)?.focus();
    const keyed = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      props.onDoing(null);
      requestAnimationFrame(() => li.querySelector("button")?.focus());
    };
    li.addEventListener("keydown", keyed);
    return () => li.removeEventListener("keydown", keyed);
  }, [asks, kind, props.onDoing]);
  const save = () => name !== "" && !busy && props.onRename(name);
  return (
    <li ref={line} data-testid={`${kind}-line`}>
      <Icon name={props.icon} className={props.tone} />
      {asks === "rename" ? (
        <>
          <span className="grow1">
            <Line
              label={t("recipe.name")}
              value={doing?.name ?? ""}
              onChange={props.onName}
              onEnter={save}
              width="100%"
              autoFocus
              testId={`${kind}-rename`}
            />
          </span>
          <Button small disabled={busy || name === ""} onClick={save} testId={`${kind}-rename-save`}>
            {t("do.save")}
          </Button>
          <Button small kind="quiet" onClick={() => props.onDoing(null)} testId={`${kind}-rename-not`}>
            {t("do.cancel")}
          </Button>
        </>
      ) : asks === "drop" ? (
        <>
          <span className="grow1 b ell" role="alert">
            {t("do.drop-sure", { name: props.name })}
          </span>
          <Button small kind="danger" disabled={busy} onClick={props.onDrop} testId={`${kind}-drop-sure`}>
            {t("do.drop")}
          </Button>
          <Button small onClick={() => props.onDoing(null)} testId={`${kind}-drop-not`}>
            {t("do.cancel")}
          </Button>
        </>
      ) : (
        <>
          <span className="grow1">
            <span className="ell b" title={props.name}>
              {props.name}
            </span>
            {props.children}
          </span>
          <span className="acts nw">
            <Act disabled={busy} onClick={() => props.onDoing("rename")} testId={`${kind}-to-rename`}>
              {t("do.rename")}
            </Act>
            <Act disabled={busy} onClick={() => props.onDoing("drop")} testId={`${kind}-drop`}>
              {t("do.drop")}
            </Act>
          </span>
        </>
      )}
    </li>
  );
}
