import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorNote } from '../parts/error-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';

type Loaded<Props> =
  | { readonly state: 'loading' | 'failed' }
  | { readonly state: 'ready'; readonly View: ComponentType<Props> };

/** A view whose code is loaded when it is shown first. */
export function lazyView<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let known: ComponentType<Props> | null = null;
  return function LazyView(props: Props) {
    const [loaded, set] = useState<Loaded<Props>>(known ? { state: 'ready', View: known } : { state: 'loading' });
    const read = () => {
      set({ state: 'loading' });
      load().then(
        (View) => {
          known = View;
          set({ state: 'ready', View });
        },
        () => set({ state: 'failed' }),
      );
    };
    useEffect(() => {
      if (loaded.state === 'loading') read();
    }, []);
    if (loaded.state === 'ready') return <loaded.View {...props} />;
    if (loaded.state === 'loading') return <Skeleton rows={6} label="Loading" />;
    // a new version is there, whose files have other names
    return <ErrorNote problem="This part of the page could not be loaded." onRetry={read} />;
  };
}
