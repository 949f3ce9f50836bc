// Ant Design in the desk's own values. Its algorithms recompute every seed, so ours is appended last and writes the
// finished values.
import { theme as antdTheme, type ThemeConfig } from "antd";

type Palette = Record<
  | "bg"
  | "surface"
  | "sunken"
  | "hover"
  | "line"
  | "lineSoft"
  | "control"
  | "text"
  | "text2"
  | "text3"
  | "accent"
  | "accentStrong"
  | "accentBg"
  | "fill"
  | "ok"
  | "okBg"
  | "warn"
  | "warnBg"
  | "stop"
  | "stopBg"
  | "idle"
  | "idleBg",
  string
>;

const light: Palette = {
  bg: "#F3F5F8",
  surface: "#FFFFFF",
  sunken: "#EEF1F5",
  hover: "#F0F4FA",
  line: "#DEE3EA",
  lineSoft: "#EBEEF2",
  control: "#828C9B",
  text: "#18212D",
  text2: "#465264",
  text3: "#5D697A",
  accent: "#1D5BB8",
  accentStrong: "#164A98",
  accentBg: "#E5EEFA",
  fill: "#1D5BB8",
  ok: "#12693A",
  okBg: "#E0F2E7",
  warn: "#834C00",
  warnBg: "#FBECCF",
  stop: "#B0221B",
  stopBg: "#FCE6E4",
  idle: "#465264",
  idleBg: "#E8ECF1",
};

const dark: Palette = {
  bg: "#0F1318",
  surface: "#171C23",
  sunken: "#1E252E",
  hover: "#1F2834",
  line: "#2C3541",
  lineSoft: "#232B35",
  control: "#6B7786",
  text: "#E6EBF1",
  text2: "#B4BECB",
  text3: "#93A0B0",
  accent: "#84B1FA",
  accentStrong: "#A6C8FF",
  accentBg: "#1B2F4E",
  fill: "#2C68C9",
  ok: "#63CB90",
  okBg: "#153022",
  warn: "#E8B552",
  warnBg: "#34280F",
  stop: "#FF948B",
  stopBg: "#3D1C1B",
  idle: "#B4BECB",
  idleBg: "#28313C",
};

function written(p: Palette) {
  return {
    fontSize: 13,
    fontSizeSM: 12,
    fontSizeLG: 15,
    fontSizeXL: 18,
    lineHeight: 20 / 13,
    controlHeight: 28,
    controlHeightSM: 24,
    controlHeightLG: 32,
    borderRadius: 4,
    borderRadiusSM: 3,
    borderRadiusLG: 6,
    sizeXXS: 4,
    sizeXS: 8,
    sizeSM: 8,
    size: 12,
    sizeMD: 16,
    sizeLG: 16,
    sizeXL: 24,
    colorBgLayout: p.bg,
    colorBgContainer: p.surface,
    colorBgElevated: p.surface,
    colorBorder: p.control,
    colorBorderSecondary: p.line,
    colorFillQuaternary: p.sunken,
    colorFillTertiary: p.sunken,
    colorFillSecondary: p.hover,
    colorText: p.text,
    colorTextSecondary: p.text2,
    colorTextTertiary: p.text3,
    colorTextQuaternary: p.text3,
    colorPrimary: p.fill,
    colorPrimaryHover: p.accentStrong,
    colorPrimaryActive: p.accentStrong,
    colorPrimaryBg: p.accentBg,
    colorLink: p.accent,
    colorInfo: p.accent,
    colorSuccess: p.ok,
    colorSuccessBg: p.okBg,
    colorWarning: p.warn,
    colorWarningBg: p.warnBg,
    colorError: p.stop,
    colorErrorBg: p.stopBg,
  };
}

/** The theme handed to Ant Design's provider. */
export function deskTheme(isDark: boolean): ThemeConfig {
  const p = isDark ? dark : light;
  const base = isDark ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm;
  return {
    cssVar: { key: "desk" },
    algorithm: [base, (_seed, map) => ({ ...(map ?? base(antdTheme.defaultSeed)), ...written(p) })],
    token: { fontFamily: "var(--font)", fontFamilyCode: "var(--mono)", wireframe: false, lineWidthFocus: 2 },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", paddingInline: 11 },
      Select: { optionSelectedBg: p.accentBg, optionHeight: 28, optionPadding: "4px 8px" },
      Checkbox: { colorBorder: p.control },
    },
  };
}
