// Tracking: each sentence in Chinese and English.
import type { Pairs } from ".";

export const tracking = {
  "track.sent": ["已发送 {n} 票", "{n} sent"],
  "track.shape": ["看板或列表", "Board or list"],
  "track.board": ["看板", "Board"],
  "track.list": ["列表", "List"],
  "track.oldest": ["最久 {age}", "oldest {age}"],
  "track.more": ["另 {n} 票", "{n} more"],
  "track.none": ["还没有发送的清单", "Nothing sent yet"],
  "track.none-help": [
    "签名发送以后，每一票的状态都在这里自己更新。",
    "Once signed and sent, each declaration's state changes here by itself.",
  ],
  "track.note": ["说明", "Note"],
  "track.age": ["停留", "Age"],
} satisfies Pairs;
