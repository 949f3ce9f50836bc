// Whom the doctor believes: certificates of authorities, and lists of what they revoked.
import { useEffect, useState } from "react";
import { Button, Line, TroubleNote } from "../../parts/basics";
import { useAct, useHand } from "../../parts/context";
import { Drawer } from "../../parts/Drawer";
import type { TrustFiles } from "../../views";

export function TrustDrawer({ onClose, onSaved }: { onClose: () => void; onSaved: () => void }) {
  const { t, desk } = useHand();
  const [files, setFiles] = useState<TrustFiles>({ authorities: [], lists: [] });
  const { busy, trouble, act, clear } = useAct();
  useEffect(() => {
    desk.trustFiles().then(setFiles, () => undefined);
  }, [desk]);
  return (
    <Drawer
      label={t("trust.title")}
      head={<h2>{t("trust.title")}</h2>}
      onClose={onClose}
      testId="trust"
      footer={
        <Button
          kind="primary"
          disabled={busy}
          onClick={() =>
            act(async () => {
              await desk.setTrustFiles(files);
              onSaved();
            })
          }
          testId="trust-save"
        >
          {t("trust.save")}
        </Button>
      }
    >
      <div className="stack">
        <p className="t2 sm">{t("trust.help")}</p>
        <TroubleNote trouble={trouble} onClose={clear} />
        <Files
          title={t("trust.authorities")}
          what="certificate"
          files={files.authorities}
          onChange={(authorities) => setFiles({ ...files, authorities })}
        />
        <Files
          title={t("trust.lists")}
          what="list"
          files={files.lists}
          onChange={(lists) => setFiles({ ...files, lists })}
        />
      </div>
    </Drawer>
  );
}

function Files(props: {
  title: string;
  what: "certificate" | "list";
  files: string[];
  onChange: (files: string[]) => void;
}) {
  const { t, desk } = useHand();
  const [path, setPath] = useState("");
  const add = (file: string) => {
    const name = file.trim();
    if (name !== "" && !props.files.includes(name)) props.onChange([...props.files, name]);
    setPath("");
  };
  return (
    <div className="stack" style={{ gap: 6 }}>
      <h3>{props.title}</h3>
      {props.files.map((file) => (
        <div key={file} className="row">
          <span className="mono sm wrap grow1">{file}</span>
          <Button
            small
            onClick={() => props.onChange(props.files.filter((one) => one !== file))}
            testId={`trust-drop-${props.what}`}
          >
            {t("trust.drop")}
          </Button>
        </div>
      ))}
      {props.files.length === 0 ? <span className="t3 sm">{t("trust.none")}</span> : null}
      <div className="row">
        <Line
          label={`${props.title} ${t("trust.path")}`}
          placeholder={t("trust.path")}
          value={path}
          onChange={setPath}
          onEnter={() => add(path)}
          width="100%"
          testId={`trust-path-${props.what}`}
        />
        <Button
          small
          icon="folder"
          label={t("guide.pick")}
          onClick={() => void desk.pickKeyFile(props.what).then(add, () => undefined)}
          testId={`trust-pick-${props.what}`}
        />
        <Button
          small
          disabled={path.trim() === ""}
          onClick={() => add(path)}
          testId={`trust-add-${props.what}`}
        >
          {t("trust.add")}
        </Button>
      </div>
    </div>
  );
}
