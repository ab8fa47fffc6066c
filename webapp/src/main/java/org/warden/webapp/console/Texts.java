package org.warden.webapp.console;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.TreeMap;

/** The words of the pages in the viewer's language. Immutable; any thread. */
public final class Texts {
    static final String BUNDLE = "org.warden.webapp.console.console";

    /** Keys of this kind are for the scripts, which get them with the page. */
    private static final String FOR_SCRIPTS = "js.";

    private final ResourceBundle bundle;
    private final String language;

    private Texts(ResourceBundle bundle, String language) {
        this.bundle = bundle;
        this.language = language;
    }

    /** @param wanted what the browser asks for; English where there is nothing better */
    public static Texts of(Locale wanted) {
        boolean german = Locale.GERMAN.getLanguage().equals(wanted.getLanguage());
        ResourceBundle bundle = ResourceBundle.getBundle(
                BUNDLE,
                german ? Locale.GERMAN : Locale.ROOT,
                Texts.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        return new Texts(bundle, german ? "de" : "en");
    }

    /** For the {@code lang} attribute. */
    String language() {
        return language;
    }

    /** @param values what stands for {@code {0}} and so on; numbers are written without separators */
    public String get(String key, Object... values) {
        Object[] words = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            words[i] = String.valueOf(values[i]);
        }
        return words.length == 0 ? bundle.getString(key) : MessageFormat.format(bundle.getString(key), words);
    }

    boolean has(String key) {
        return bundle.containsKey(key);
    }

    /** A JSON object of the texts that the scripts use. */
    String forScripts() {
        StringBuilder json = new StringBuilder("{");
        for (String key : new TreeMap<>(java.util.Map.copyOf(all())).keySet()) {
            if (json.length() > 1) {
                json.append(',');
            }
            Html.json(json, key.substring(FOR_SCRIPTS.length()));
            json.append(':');
            Html.json(json, bundle.getString(key));
        }
        return json.append('}').toString();
    }

    private java.util.Map<String, String> all() {
        java.util.Map<String, String> found = new TreeMap<>();
        for (String key : bundle.keySet()) {
            if (key.startsWith(FOR_SCRIPTS)) {
                found.put(key, key);
            }
        }
        return found;
    }
}
