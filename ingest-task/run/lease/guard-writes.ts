import type { Dependencies } from '../dependencies.ts';

/** Why a record or a write was not tried. */
export const NOT_HELD = 'the lease is not surely held';

export class LeaseNotHeldError extends Error {
  override readonly name = 'LeaseNotHeldError';

  constructor() {
    super(NOT_HELD);
  }
}

/**
 * The dependencies of one run, whose writes are refused unless the run's lease is sure at that moment. So a task that was
 * suspended and resumes after its lease has ended sends nothing, whichever of its timers comes first. To the run a refusal
 * looks like a stream or table that is down: it keeps what it has and tries again. What it sent before is harmless (0009).
 */
export function guardWrites(dependencies: Dependencies, isSure: () => boolean): Dependencies {
  const { tickStream, marketTable, outageTable, candleTable, coinAlerts, coinTable } = dependencies;
  const only = <Arguments extends readonly unknown[], Result>(write: (...given: Arguments) => Promise<Result>) => {
    return async (...given: Arguments): Promise<Result> => {
      if (!isSure()) throw new LeaseNotHeldError();
      return write(...given);
    };
  };
  return {
    ...dependencies,
    tickStream: { put: only(tickStream.put) },
    marketTable: {
      ...marketTable,
      writePrices: only(marketTable.writePrices),
      writeClockOffset: only(marketTable.writeClockOffset),
      writeCatalogue: only(marketTable.writeCatalogue),
      requestCatalogue: only(marketTable.requestCatalogue),
      announceCoinsChanged: only(marketTable.announceCoinsChanged),
      addUnwatched: only(marketTable.addUnwatched),
      writeNewestUnwatched: only(marketTable.writeNewestUnwatched),
      writeSparks: only(marketTable.writeSparks),
    },
    outageTable: { begin: only(outageTable.begin), end: only(outageTable.end) },
    candleTable: {
      ...candleTable,
      writeHour: only(candleTable.writeHour),
      writeDay: only(candleTable.writeDay),
      writeFolded: only(candleTable.writeFolded),
      writeDays: only(candleTable.writeDays),
    },
    coinAlerts: { resetAfterIdRestart: only(coinAlerts.resetAfterIdRestart), pause: only(coinAlerts.pause) },
    coinTable: { ...coinTable, raiseIndexVersion: only(coinTable.raiseIndexVersion) },
  };
}
