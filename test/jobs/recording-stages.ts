import type { Stages } from '../../src/jobs/workers.js';

/** Stages that write down what they were asked for; any of them may be replaced. */
export function recordingStages(replaced: Partial<Stages> = {}): { stages: Stages; asked: unknown[][] } {
  const asked: unknown[][] = [];
  const stages: Stages = {
    pollRecent: async () => void asked.push(['pollRecent']),
    pollDate: async (date) => void asked.push(['pollDate', date]),
    assemble: async (period, { release }) => void asked.push(['assemble', period, release]),
    sendSlice: async (sliceId) => void asked.push(['sendSlice', sliceId]),
    processSignups: async () => void asked.push(['processSignups']),
    sendNotices: async () => void asked.push(['sendNotices']),
    sendTest: async (copy) => void asked.push(['sendTest', copy]),
    sendOutbound: async () => void asked.push(['sendOutbound']),
    fetchPictures: async (date) => void asked.push(['fetchPictures', date]),
    learnTastes: async () => void asked.push(['learnTastes']),
    goThroughImports: async () => void asked.push(['goThroughImports']),
    sweep: async () => void asked.push(['sweep']),
    countDays: async () => void asked.push(['count-days']),
    ...replaced,
  };
  return { stages, asked };
}
