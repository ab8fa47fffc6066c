package org.warden.webapp.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {

    @ParameterizedTest
    @CsvSource({"0,0 B", "999,999 B", "1000,1.0 kB", "102400,100 kB", "1023900,1.0 MB", "1073741824,1.0 GB"})
    void amountsHaveThreeDigitsAtMost(long bytes, String text) {
        assertEquals(text, Sizes.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "999,999", "1234,1230", "1235,1240", "99999,100000"})
    void roundedAmountsHaveThreeDigitsThatCount(long number, long rounded) {
        assertEquals(rounded, Sizes.rounded(number));
    }
}
