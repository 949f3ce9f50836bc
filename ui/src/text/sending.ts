// Sending: each sentence in Chinese and English.
import type { Pairs } from ".";

export const sending = {
  "send.sub": [
    "签名在本机完成，签好的报文先存本机再发送",
    "Signed on this computer, stored first, then sent",
  ],
  "send.go": ["签名并发送 {n} 票", "Sign and send {n}"],
  "send.offline": [
    "离线自 {since}。您可以继续签名：报文保存在本机，恢复连接后按次序发送，不会重复。",
    "Offline since {since}. Signing goes on: messages are saved here and sent in order once connected, none twice.",
  ],
  "send.signing": ["签名", "Signing"],
  "send.key": ["用哪张证书", "Key"],
  "send.add-key": ["导入证书", "Add a key"],
  "send.signed-of": ["/ {n} 票已签", "of {n} signed"],
  "send.ready": ["{n} 票可以签名", "{n} ready to sign"],
  "send.nothing-ready": ["没有待签名的", "None to sign"],
  "send.none-waits": ["没有等待签名的清单", "No declaration waits for a signature"],
  "send.silence": ["沉默观察", "Silence watch"],
  "send.silent": ["{n} 票已送达，自 {since} 没有回执。", "{n} delivered, no receipt since {since}."],
  "send.not-silent": ["送达的都有回执。", "Everything delivered has its receipt."],
  "send.waiting-here": ["保存在本机，等待发送", "Saved here, waiting to send"],
  "send.last-receipt": ["上次回执", "Last receipt"],
  "send.again-help": [
    "重发用同一个键，海关不会重复受理。",
    "Sending again uses the same key; customs will not take it twice.",
  ],
  "send.outbox": ["发件箱", "Outbox"],
  "send.message": ["报文", "Message"],
  "send.batch": ["批次号", "Batch"],
  "send.records": ["票数", "Records"],
  "send.attempts": ["次数", "Tries"],
  "send.next": ["下次", "Next"],
  "send.guid": ["重发键（不变）", "Resend key (unchanging)"],
  "send.at": ["时间", "Time"],
  "send.raw": ["原文", "Raw"],
  "send.empty": ["发件箱是空的", "The outbox is empty"],
  "send.empty-help": [
    "新签名的报文会排在这里，关机也不会丢。",
    "Signed messages stand here; switching off loses none.",
  ],
  "outbox.waiting": ["等待发送", "Waiting"],
  "outbox.sending": ["发送中", "Sending"],
  "outbox.received": ["海关已收", "Received"],
  "outbox.needs-you": ["需要您", "Needs you"],
} satisfies Pairs;
