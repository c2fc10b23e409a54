/** A transfer under way while another one is made that it has caused: {@link Bus.interrupt}. */
export class Interrupted {
  readonly words = new Int32Array(4);
  direction = 0;
  rule = 0;
  grantMode = 0;
}
