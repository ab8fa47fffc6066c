package org.warden.core.config;

/** Is told of every value that the readers take out of one section, or make for one process. */
interface ValueSink {

    /** For readings that nobody wants explained. */
    ValueSink NONE = new ValueSink() {
        @Override
        public void found(String key, String text, Object value) {
            // Nobody asks.
        }

        @Override
        public void settled(String key, Object value) {
            // Nobody asks.
        }
    };

    /**
     * A key was read. Some are read twice; the first time counts.
     *
     * @param text its expanded text, or null where no file has the key
     * @param value what was made of it, or what counts instead; null for nothing
     */
    void found(String key, String text, Object value);

    /** What a key comes to in the end, where more than its own text decides. */
    void settled(String key, Object value);
}
