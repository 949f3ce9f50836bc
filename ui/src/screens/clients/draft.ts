// What was typed about a client and not saved yet: it outlives a look at another client, tab or station.
import { useEffect, useMemo, useRef, useState } from "react";
import { useHand } from "../../parts/context";
import type {
  ChoiceKind,
  ClientChoice,
  ClientDetail,
  FieldNote,
  FormCheck,
  Printing,
  Profile,
} from "../../views";

export type Choice = Required<ClientChoice>;
export type Draft = { profile: Profile; choices: Choice[]; numbering: string; printing: Required<Printing> };

/** What a choice of each kind fills; the first is its code, but for ports. */
export const elements: Record<ChoiceKind, readonly string[]> = {
  platform: ["ebpCode", "ebpName"],
  agent: ["agentCode", "agentName", "dxpId"],
  port: ["customsCode", "portCode", "loctNo"],
  carrier: ["logisticsCode", "logisticsName"],
  payment: ["payCode", "payName"],
};
export const kinds = Object.keys(elements) as ChoiceKind[];

const plain = { pattern: "{month}_{bill}", single: false, index: false, folder: "" };
const drafts = new Map<string, Draft>();

export function whole(choice: ClientChoice): Choice {
  return { label: "", also: "", usual: false, ...choice, values: { ...choice.values } };
}

function draftOf(client: ClientDetail): Draft {
  return {
    profile: client.profile,
    choices: client.choices.map(whole),
    numbering: client.numbering,
    printing: { ...plain, ...client.printing },
  };
}

/** The choices' own values are theirs: the profile does not say them a second time. */
export function formOf(draft: Draft) {
  const own = new Set(kinds.flatMap((kind) => elements[kind]));
  const profile = Object.fromEntries(Object.entries(draft.profile).filter(([element]) => !own.has(element)));
  return { profile, choices: draft.choices, numbering: draft.numbering, printing: draft.printing };
}

const nothing: FormCheck = { notes: [], names: {}, nextNumber: "" };

/** The form of a client with what the engine says about it while it is typed. */
export function useDraft(client: ClientDetail) {
  const { desk } = useHand();
  const [, turn] = useState(0);
  const clean = useMemo(() => draftOf(client), [client]);
  const draft = drafts.get(client.id) ?? clean;
  const changed = drafts.has(client.id);
  const [check, setCheck] = useState<FormCheck>(nothing);
  const asked = useRef(0);
  useEffect(() => {
    asked.current += 1;
    const mine = asked.current;
    const timer = setTimeout(() => {
      desk.checkClient(client.id, formOf(draft)).then(
        (told) => mine === asked.current && setCheck(told),
        () => undefined,
      );
    }, 150);
    return () => clearTimeout(timer);
  }, [desk, client.id, draft]);
  const put = (next: Partial<Draft>) => {
    drafts.set(client.id, { ...draft, ...next });
    turn((n) => n + 1);
  };
  const drop = () => {
    drafts.delete(client.id);
    turn((n) => n + 1);
  };
  const noteOf = (field: string): FieldNote | undefined =>
    check.notes.find((note) => note.field === field && note.mark === "stops") ??
    check.notes.find((note) => note.field === field);
  const wrong = check.notes.filter((note) => note.mark === "stops").length;
  return { draft, changed, put, drop, check, noteOf, wrong };
}

export type Editing = ReturnType<typeof useDraft>;
