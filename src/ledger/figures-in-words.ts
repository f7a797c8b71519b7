export const percent = (share: number): string => `${Math.round(share * 100)} %`;
export const coresOf = (cores: number): string => (cores === 1 ? "the one core" : `${cores} cores`);
export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
export const capitalized = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
