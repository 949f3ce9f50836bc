// A small question over the page: the answer is a button, Escape leaves everything as it is.
import { Modal } from "antd";
import type { ReactNode } from "react";
import { Button, TroubleNote } from "../../parts/basics";
import { useHand } from "../../parts/context";
import type { Trouble } from "../../views";

export function Ask(props: {
  title: string;
  children: ReactNode;
  act: string;
  disabled?: boolean;
  /** Nothing is left to be called off. */
  done?: boolean;
  trouble?: Trouble | null;
  width?: number;
  onAct: () => void;
  onClose: () => void;
  testId: string;
}) {
  const { t } = useHand();
  return (
    <Modal
      open
      centered
      title={props.title}
      width={props.width ?? 520}
      onCancel={props.onClose}
      footer={
        <div className="row askfoot">
          {props.done ? null : (
            <Button onClick={props.onClose} testId={`${props.testId}-cancel`}>
              {t("do.cancel")}
            </Button>
          )}
          <Button
            kind="primary"
            disabled={props.disabled}
            onClick={props.onAct}
            testId={`${props.testId}-act`}
          >
            {props.act}
          </Button>
        </div>
      }
    >
      <div className="stack ask" data-testid={props.testId}>
        {props.children}
        <TroubleNote trouble={props.trouble ?? null} />
      </div>
    </Modal>
  );
}
