/** What the script of the page uses of a browser. */
export interface PageElement {
  textContent: string | null;
  className: string;
  value: string;
  hidden: boolean;
  disabled: boolean;
  readonly dataset: Record<string, string | undefined>;
  append(...nodes: readonly (PageElement | string)[]): void;
  replaceChildren(...nodes: readonly (PageElement | string)[]): void;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  addEventListener(type: string, heard: () => void): void;
  focus(): void;
}

export interface Page {
  getElementById(id: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  createElement(tag: string): PageElement;
  createElementNS(space: string, tag: string): PageElement;
  readonly documentElement: PageElement;
}

export interface PageWindow {
  addEventListener(type: string, heard: () => void): void;
}
