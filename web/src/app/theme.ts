import { type CSSVariablesResolver, createTheme } from "@mantine/core";

/** Shade 9, contrast by luminance: every text on a colour passes WCAG 2.1 AA in both schemes. */
export const theme = createTheme({
  primaryColor: "cyan",
  primaryShade: 9,
  autoContrast: true,
  luminanceThreshold: 0.179,
  defaultRadius: "md",
  fontFamily: "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  respectReducedMotion: true,
  components: {
    // A page has one banner, and it is not that of a dialog.
    ModalHeader: { defaultProps: { component: "div" } },
    DrawerHeader: { defaultProps: { component: "div" } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-dimmed": "#56606b",
    "--mantine-color-cyan-text": "#0b7285",
    "--mantine-color-green-text": "#237032",
    "--mantine-color-orange-text": "#b33c00",
    "--mantine-color-red-text": "#c92a2a",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-placeholder": "#68727d",
    "--mantine-color-yellow-text": "#7a5200",
    "--mantine-color-gray-text": "#495057",
    "--mantine-color-blue-text": "#1864ab",
    "--mantine-color-anchor": "#0b7285",
    "--mantine-color-cyan-light-color": "#0b6675",
    "--mantine-color-green-light-color": "#1e5f2b",
    "--mantine-color-orange-light-color": "#a33600",
    "--mantine-color-red-light-color": "#b02525",
    "--mantine-color-yellow-light-color": "#7a5200",
    "--mantine-color-blue-light-color": "#1864ab",
    "--pulsecast-ground": "#f4f6f8",
  },
  dark: {
    "--mantine-color-body": "#151b23",
    "--mantine-color-dimmed": "#a3adb9",
    "--mantine-color-cyan-text": "#3bc9db",
    "--mantine-color-green-text": "#69db7c",
    "--mantine-color-orange-text": "#ffa94d",
    "--mantine-color-red-text": "#ff8787",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-placeholder": "#8d97a3",
    "--mantine-color-yellow-text": "#ffd43b",
    "--mantine-color-gray-text": "#ced4da",
    "--mantine-color-blue-text": "#74c0fc",
    "--pulsecast-ground": "#0d1218",
  },
});
