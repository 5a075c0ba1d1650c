import type { BackendSlot } from './backend-slot.ts';

/** An app, and the slot that its servers are in now, where that is known. */
export interface PlacedApp {
  readonly appId: string;
  readonly slot?: BackendSlot | undefined;
}

/** The slot of an app that is alone: by its id where Pacer named it, else where its servers are, else a. */
export function slotOf({ appId, slot }: PlacedApp): BackendSlot {
  return suffixOf(appId) ?? slot ?? 'a';
}

/** The slots of two apps that share a service, never the same; an id that names its slot keeps it. */
export function slotsOf(
  blue: PlacedApp,
  green: PlacedApp,
): { readonly blue: BackendSlot; readonly green: BackendSlot } {
  const [ofBlue, ofGreen] = [slotOf(blue), slotOf(green)];
  if (ofBlue !== ofGreen) return { blue: ofBlue, green: ofGreen };
  const greenStays = suffixOf(blue.appId) === undefined && suffixOf(green.appId) !== undefined;
  return greenStays
    ? { blue: otherSlot(ofBlue), green: ofGreen }
    : { blue: ofBlue, green: otherSlot(ofBlue) };
}

export function otherSlot(slot: BackendSlot | undefined): BackendSlot {
  return slot === 'a' ? 'b' : 'a';
}

function suffixOf(appId: string): BackendSlot | undefined {
  if (appId.endsWith('-a')) return 'a';
  return appId.endsWith('-b') ? 'b' : undefined;
}
