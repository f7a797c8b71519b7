import type { BatchResources } from "#src/domain/batch-resources.ts";

/** From here on something has no more to give. */
export const saturated = { memory: 0.85, cpu: 0.85, mainThread: 0.9 } as const;

/** What is busy of the cores, whoever uses them. */
export const busyShare = ({ cpuShare, machineCpuShare }: BatchResources): number =>
  Math.max(cpuShare.mean, machineCpuShare.mean);
