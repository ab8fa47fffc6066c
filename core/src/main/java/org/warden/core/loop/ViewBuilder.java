package org.warden.core.loop;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.warden.core.api.ProcessView;
import org.warden.core.api.SupervisorView;
import org.warden.core.config.Configuration;
import org.warden.core.model.ProcessName;
import org.warden.core.model.SupervisorState;

/**
 * Makes immutable views. Loop thread only. Process views lie in blocks, so that a change copies one block and the short
 * list of blocks and not everything: the cost of an event does not grow with the number of programs.
 */
final class ViewBuilder {
    private static final int BLOCK = 64;

    private List<ManagedProcess> sorted = List.of();
    private ProcessName[] names = new ProcessName[0];
    private ProcessView[][] blocks = new ProcessView[0][];
    private List<String> groupNames = List.of();
    private Set<String> groupSet = Set.of();
    private final BitSet dirty = new BitSet();

    void groupsChanged(Groups groups) {
        List<ManagedProcess> all = new ArrayList<>(groups.allProcesses());
        all.sort((a, b) -> a.name.compareTo(b.name));
        sorted = all;
        names = all.stream().map(p -> p.name).toArray(ProcessName[]::new);
        blocks = new ProcessView[(all.size() + BLOCK - 1) / BLOCK][];
        for (int i = 0; i < all.size(); i++) {
            all.get(i).viewIndex = i;
            dirty.set(i);
        }
        groupNames = groups.names();
        groupSet = Set.copyOf(groupNames);
    }

    void changed(ManagedProcess process) {
        dirty.set(process.viewIndex);
    }

    SupervisorView build(SupervisorState state, String identifier, Configuration lastRead) {
        if (!dirty.isEmpty()) {
            blocks = blocks.clone();
            copyDirtyBlocks();
            dirty.clear();
        }
        return new View(state, identifier, lastRead, groupNames, groupSet, names, blocks);
    }

    private void copyDirtyBlocks() {
        int copied = -1;
        for (int i = dirty.nextSetBit(0); i >= 0 && i < sorted.size(); i = dirty.nextSetBit(i + 1)) {
            int block = i / BLOCK;
            if (block != copied) {
                blocks[block] = copyOf(block);
                copied = block;
            }
            blocks[block][i % BLOCK] = sorted.get(i).view();
        }
    }

    private ProcessView[] copyOf(int block) {
        if (blocks[block] != null) {
            return blocks[block].clone();
        }
        return new ProcessView[Math.min(BLOCK, sorted.size() - block * BLOCK)];
    }

    private record View(
            SupervisorState state,
            String identifier,
            Configuration lastRead,
            List<String> groups,
            Set<String> groupSet,
            ProcessName[] names,
            ProcessView[][] blocks)
            implements SupervisorView {

        @Override
        public boolean hasGroup(String group) {
            return groupSet.contains(group);
        }

        @Override
        public Optional<ProcessView> process(ProcessName name) {
            int at = Collections.binarySearch(java.util.Arrays.asList(names), name);
            return at < 0 ? Optional.empty() : Optional.of(blocks[at / BLOCK][at % BLOCK]);
        }

        @Override
        public List<ProcessView> processes() {
            return new AbstractList<>() {
                @Override
                public ProcessView get(int i) {
                    return blocks[i / BLOCK][i % BLOCK];
                }

                @Override
                public int size() {
                    return names.length;
                }
            };
        }
    }
}
