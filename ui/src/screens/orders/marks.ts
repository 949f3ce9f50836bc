// How a finding looks: stops, warns, hints, or changed here.
import type { IconName } from "../../parts/Icon";
import type { Mark } from "../../views";

export const marks: Record<Mark, { icon: IconName; tone: string; cell: string }> = {
  stops: { icon: "stop", tone: "c-stop", cell: "x-stop" },
  warns: { icon: "warn", tone: "c-warn", cell: "x-warn" },
  hints: { icon: "info", tone: "t2", cell: "" },
  fixed: { icon: "fixed", tone: "c-fixed", cell: "x-fix" },
};
