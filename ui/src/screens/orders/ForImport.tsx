// Which of the client's companies and ports this import uses: the usual ones, or others for this import only.
import { Select } from "antd";
import { Panel } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Mapping } from "../../views";

export function ForImport(props: {
  mapping: Mapping;
  busy: boolean;
  onChange: (change: () => Promise<Mapping>) => void;
}) {
  const { t, desk } = useHand();
  const { mapping, busy, onChange } = props;
  if (mapping.companies.length === 0) return null;
  return (
    <Panel title={t("for-import.title")} testId="for-import">
      <div className="body stack tight forimport">
        {mapping.companies.map((of) => {
          const used = of.options[of.used];
          const label = t(`for-import.${of.kind}`);
          return (
            <div key={of.kind}>
              <span className="t2 sm row">
                {label}
                {of.fromSheet ? (
                  <span className="tag" title={t("for-import.sheet-help")}>
                    {t("for-import.sheet")}
                  </span>
                ) : of.other ? (
                  <span className="tag fixed" data-testid={`for-import-other-${of.kind}`}>
                    {t("for-import.other")}
                  </span>
                ) : null}
              </span>
              {of.options.length > 1 ? (
                <Select
                  size="small"
                  aria-label={label}
                  value={used?.label ?? ""}
                  disabled={busy}
                  popupMatchSelectWidth={false}
                  options={of.options.map((option) => ({
                    value: option.label,
                    label: (
                      <span className="row" data-testid={`for-import-${of.kind}-${option.code}`}>
                        <span>{option.label}</span>
                        {option.name && option.name !== option.label ? (
                          <span className="t3 sm">{option.name}</span>
                        ) : null}
                        {option.usual ? <span className="tag">{t("choices.usual")}</span> : null}
                      </span>
                    ),
                  }))}
                  labelRender={() => <span title={used?.name}>{used?.label}</span>}
                  onChange={(next) => onChange(() => desk.chooseForImport(mapping.importId, of.kind, next))}
                  style={{ width: "100%" }}
                  data-testid={`for-import-${of.kind}`}
                />
              ) : (
                <span className="ell" title={`${used?.name ?? ""} ${used?.code ?? ""}`}>
                  {used?.name || used?.label}
                </span>
              )}
            </div>
          );
        })}
        <p className="t3 sm">{t("for-import.help")}</p>
      </div>
    </Panel>
  );
}
