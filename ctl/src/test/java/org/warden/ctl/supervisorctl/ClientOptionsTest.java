package org.warden.ctl.supervisorctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientOptionsTest {

    private static ClientOptions parse(String line) throws ClientOptions.BadOption {
        return ClientOptions.parse(List.of(line.split(" ")));
    }

    @Test
    void optionsStopAtTheFirstWordThatIsNone() throws Exception {
        ClientOptions options = parse("-c f -ukit --password=word --server unix:///s tail -f web");
        assertEquals("f", options.configuration());
        assertEquals("kit", options.username());
        assertEquals("word", options.password());
        assertEquals("unix:///s", options.serverurl());
        assertEquals(List.of("tail", "-f", "web"), options.command());
    }

    @Test
    void theHistoryFileMayBeWrittenAsTheHelpOfStockWritesIt() throws Exception {
        assertEquals("h", parse("--history-file h").historyFile());
        assertEquals("h", parse("--history_file=h").historyFile());
        assertEquals("h", parse("--hist h").historyFile());
    }

    @Test
    void shortOptionsMayBeBundled() throws Exception {
        ClientOptions options = parse("-ic f status");
        assertTrue(options.interactive());
        assertEquals("f", options.configuration());
        assertTrue(parse("-?").help());
    }

    @ParameterizedTest
    @CsvSource({
        "-s foo, invalid value for -s 'foo': value 'foo' is not a URL",
        "-c a -c b, conflicting command line option '-c'",
        "-x, option -x not recognized",
        "--nope, option --nope not recognized",
        "-c, option -c requires argument",
        "--configuration, option --configuration requires argument",
        "--help=x, option --help must not have an argument"
    })
    void whatIsWrongIsSaidInTheWordsOfGetopt(String line, String text) {
        ClientOptions.BadOption bad = assertThrows(ClientOptions.BadOption.class, () -> parse(line));
        assertEquals(text, bad.getMessage());
    }
}
