// Which rows are in sight. An element cannot be higher than the engine of the page allows (33.5 million pixels in
// WebKit): a longer list is scrolled at a scale, and steps by wheel and key stay as long as they are.

/** No body of a grid is higher. */
export const HIGHEST = 8_000_000;

export type View = { scroll: number; top: number };

/** Where the list stands: `scroll` is the scroll position of the element, `top` that of the whole list. */
export class Span {
  scroll = 0;
  top = 0;

  constructor(
    public count: number,
    public height: number,
    public room: number,
  ) {}

  /** Height of the whole list. */
  get length() {
    return this.count * this.height;
  }
  /** Height of the element. */
  get body() {
    return Math.min(this.length, HIGHEST);
  }
  get scaled() {
    return this.length > HIGHEST;
  }
  private get most() {
    return Math.max(0, this.length - this.room);
  }
  private get reach() {
    return Math.max(1, this.body - this.room);
  }

  /** The element was scrolled to here. Short ways are taken as they are; long ones are those of the scroll bar. */
  scrolled(to: number) {
    const way = to - this.scroll;
    this.scroll = to;
    if (!this.scaled) this.top = to;
    else if (to <= 0) this.top = 0;
    else if (to >= this.reach) this.top = this.most;
    else if (Math.abs(way) < Math.max(400, this.room * 1.5)) this.top = this.clamp(this.top + way);
    else this.top = (to / this.reach) * this.most;
  }

  /** Where the element should stand for the list to be here: the caller moves it. */
  moveTo(top: number): number {
    this.top = this.clamp(top);
    this.scroll = this.scaled ? (this.top / Math.max(1, this.most)) * this.reach : this.top;
    return this.scroll;
  }

  /** After many short ways the bar stands elsewhere than the list; at the ends there would be no way left. */
  get adrift() {
    return this.scaled && Math.abs((this.top / Math.max(1, this.most)) * this.reach - this.scroll) > 1;
  }
  /** The bar is about to end although the list does not, or the other way round. */
  get urgent() {
    if (!this.adrift) return false;
    const near = this.room * 3;
    return (
      this.scroll < near || this.scroll > this.reach - near || this.top < near || this.top > this.most - near
    );
  }

  /** Where a row stands inside the element. */
  place(index: number): number {
    return index * this.height - this.top + this.scroll;
  }
  first(): number {
    return Math.max(0, Math.floor(this.top / this.height));
  }
  last(): number {
    return Math.min(this.count - 1, Math.floor((this.top + this.room - 1) / this.height));
  }
  /** Where the list must stand to show a row whole; its present place if it does. */
  toShow(index: number): number {
    const at = index * this.height;
    if (at < this.top) return at;
    if (at + this.height > this.top + this.room) return at + this.height - this.room;
    return this.top;
  }

  private clamp(top: number) {
    return Math.max(0, Math.min(this.most, top));
  }
}
