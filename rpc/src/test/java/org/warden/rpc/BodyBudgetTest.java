package org.warden.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BodyBudgetTest {

    private static final int MIB = 1 << 20;

    private final BodyBudget budget = new BodyBudget();

    @Test
    void largeBodiesLeaveFourMebibytesToSmallOnes() {
        assertTrue(budget.take(0, 28 * MIB));
        assertFalse(budget.take(MIB, 1));
        for (int i = 0; i < 4 * 16; i++) {
            assertTrue(budget.take(0, 64 << 10));
        }
        assertFalse(budget.take(0, 1));
        assertEquals(32 * MIB, budget.used());
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        assertTrue(budget.take(0, 28 * MIB));
        budget.giveBack(28 * MIB);
        assertEquals(0, budget.used());
        assertTrue(budget.take(0, 28 * MIB));
    }
}
