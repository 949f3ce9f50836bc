// What a client has kept for its next files: recipes of columns, and fixes by name.
import { Modal } from "antd";
import { useState } from "react";
import { Act, Button, Line, Time, TroubleNote } from "../../parts/basics";
import { useAct, useHand, useLoad } from "../../parts/context";
import { Icon } from "../../parts/Icon";

export function Recipes(props: { inUse: string; onClose: () => void }) {
  const { t, say, desk, session } = useHand();
  const { busy, trouble, act, clear } = useAct();
  const recipes = useLoad(() => desk.recipes(session.clientId), session.clientId);
  const fixes = useLoad(() => desk.fixes(session.clientId), session.clientId);
  const [renaming, setRenaming] = useState<{ id: string; name: string } | null>(null);
  const lines = recipes.value ?? [];
  const doing = (what: () => Promise<unknown>) =>
    void act(async () => {
      await what();
      setRenaming(null);
      recipes.reload();
    });
  return (
    <Modal open centered width={560} title={t("recipe.title")} footer={null} onCancel={props.onClose}>
      <div className="stack ask" data-testid="recipe-list">
        <p className="t2">{t("recipe.help")}</p>
        <TroubleNote trouble={trouble} onClose={clear} />
        {recipes.value !== null && lines.length === 0 ? <p className="t3">{t("recipe.none")}</p> : null}
        <ul className="lines">
          {lines.map((line) => (
            <li key={line.id} data-testid="recipe-line">
              <Icon name="book" className={line.name === props.inUse ? "c-acc" : "t3"} />
              {renaming?.id === line.id ? (
                <>
                  <span className="grow1">
                    <Line
                      label={t("recipe.name")}
                      value={renaming.name}
                      onChange={(name) => setRenaming({ id: line.id, name })}
                      onEnter={() => doing(() => desk.renameRecipe(line.id, renaming.name.trim()))}
                      width="100%"
                      autoFocus
                      testId="recipe-rename"
                    />
                  </span>
                  <Button
                    small
                    disabled={busy || renaming.name.trim() === ""}
                    onClick={() => doing(() => desk.renameRecipe(line.id, renaming.name.trim()))}
                    testId="recipe-rename-save"
                  >
                    {t("do.save")}
                  </Button>
                </>
              ) : (
                <>
                  <span className="grow1">
                    <span className="ell b">{line.name}</span>
                    <span className="t3 sm ell">
                      {t("recipe.headers", { n: line.headers })}
                      <i className="dot" />
                      {t("recipe.uses", { n: line.used })}
                      <i className="dot" />
                      <Time value={line.at} />
                    </span>
                  </span>
                  <span className="acts nw">
                    <Act
                      disabled={busy}
                      onClick={() => setRenaming({ id: line.id, name: line.name })}
                      testId="recipe-to-rename"
                    >
                      {t("do.rename")}
                    </Act>
                    <Act
                      disabled={busy}
                      onClick={() => doing(() => desk.dropRecipe(line.id))}
                      testId="recipe-drop"
                    >
                      {t("do.drop")}
                    </Act>
                  </span>
                </>
              )}
            </li>
          ))}
        </ul>
        <h2>{t("recipe.fixes")}</h2>
        {fixes.value !== null && fixes.value.length === 0 ? (
          <p className="t3">{t("recipe.no-fixes")}</p>
        ) : null}
        <ul className="lines">
          {(fixes.value ?? []).map((fix) => (
            <li key={fix.id} data-testid="fix-line">
              <Icon name="fixed" className="c-fixed" />
              <span className="grow1">
                <span className="ell b">{fix.name}</span>
                <span className="t3 sm ell" title={say(fix.says)}>
                  {say(fix.says)}
                  <i className="dot" />
                  {t("recipe.uses", { n: fix.uses })}
                </span>
              </span>
              <Act
                disabled={busy}
                onClick={() =>
                  doing(async () => {
                    await desk.dropFix(fix.id);
                    fixes.reload();
                  })
                }
                testId="fix-drop"
              >
                {t("do.drop")}
              </Act>
            </li>
          ))}
        </ul>
      </div>
    </Modal>
  );
}
