// What the client has kept for its next files, while one of them is imported.
import { Modal } from "antd";
import { useHand } from "../../parts/context";
import { RecipeBook } from "../../parts/RecipeBook";

export function Recipes(props: { inUse: string; onClose: () => void }) {
  const { t, session } = useHand();
  return (
    <Modal open centered width={560} title={t("recipe.title")} footer={null} onCancel={props.onClose}>
      <div className="ask">
        <RecipeBook client={session.clientId} inUse={props.inUse} />
      </div>
    </Modal>
  );
}
