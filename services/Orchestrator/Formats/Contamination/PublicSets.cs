namespace ImageSearchBench.Orchestrator.Formats.Contamination;

/// <summary>A public set, and the well-known encoders that were trained on its training half.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Marks">What names of formats, files and folders have in them, in lower case, when it is this set.</param>
/// <param name="Encoders">The encoders.</param>
internal sealed record PublicSet(string Name, IReadOnlyList<string> Marks, IReadOnlyList<TrainedEncoder> Encoders);

/// <summary>An encoder that was trained on a public set.</summary>
/// <param name="Encoder">The encoder, or the family of them.</param>
/// <param name="How">What it was trained on and how.</param>
/// <param name="Source">Where that is written.</param>
internal sealed record TrainedEncoder(string Encoder, string How, string Source);

/// <summary>Public sets by their usual file names. Scores of an encoder on a set whose training half it has seen look better than in use.</summary>
internal static class PublicSets
{
    private const string ChineseClip = "Yang et al. 2022, Chinese CLIP (arXiv:2211.01335)";
    private const string Blip = "Li et al. 2022, BLIP (arXiv:2201.12086); Li et al. 2023, BLIP-2 (arXiv:2301.12597)";
    private const string Albef = "Li et al. 2021, ALBEF (arXiv:2107.07651)";
    private const string R2D2 = "Xie et al. 2022, CCMB / R2D2 (arXiv:2205.03860)";
    private const string Wukong = "Gu et al. 2022, Wukong (arXiv:2202.06767)";
    private const string Beit3Checkpoints = "README of BEiT-3's checkpoints (github.com/microsoft/unilm, beit3)";
    private const string Taiyi = "model card of Taiyi-CLIP (huggingface.co/IDEA-CCNL/Taiyi-CLIP-Roberta-102M-Chinese)";
    private const string GroundingDino = "Li et al. 2022, GLIP (arXiv:2112.03857); Liu et al. 2023, Grounding DINO (arXiv:2303.05499)";

    /// <summary>In the order in which names are looked at: more special marks first.</summary>
    public static readonly IReadOnlyList<PublicSet> All =
    [
        new("MUGE", ["muge"],
        [
            new("Chinese-CLIP (fine-tuned checkpoints)", "fine-tuned on MUGE's training half", ChineseClip),
            new("Wukong, R2D2 (fine-tuned results)", "fine-tuned on MUGE's training half", $"{Wukong}; {R2D2}"),
        ]),
        new("Flickr30K-CN", ["flickr30k-cn", "flickr30kcn", "flickr30k_cn"],
        [
            new("Chinese-CLIP (fine-tuned checkpoints)", "fine-tuned on Flickr30K-CN's training half", ChineseClip),
            new("R2D2, Wukong (fine-tuned results)", "fine-tuned on its training half", $"{R2D2}; {Wukong}"),
            new("BLIP, ALBEF, BEiT-3 (retrieval checkpoints)", "fine-tuned on Flickr30K, whose photos these are", $"{Blip}; {Albef}; {Beit3Checkpoints}"),
        ]),
        new("COCO-CN", ["coco-cn", "cococn", "coco_cn"],
        [
            new("Chinese-CLIP (all checkpoints)", "pre-trained on data that has translated COCO captions among others, test sets taken out; fine-tuned checkpoints on COCO-CN's training half", ChineseClip),
            new("R2D2, Wukong (fine-tuned results)", "fine-tuned on its training half", $"{R2D2}; {Wukong}"),
            new("BLIP, BLIP-2, ALBEF", "pre-trained on COCO captions among others, whose photos these are", $"{Blip}; {Albef}"),
            new("BEiT-3 (retrieval and in-domain checkpoints)", "trained on COCO captions, whose photos these are", Beit3Checkpoints),
        ]),
        new("Flickr8k", ["flickr8k"],
        [
            new("encoders fine-tuned on Flickr30K", "Flickr30K extends Flickr8k: training on it may have seen these photos", "Young et al. 2014, From image descriptions to visual denotations (TACL 2)"),
        ]),
        new("Flickr30k", ["flickr30k"],
        [
            new("BLIP, ALBEF, BEiT-3 (retrieval checkpoints)", "fine-tuned on Flickr30K's training half", $"{Blip}; {Albef}; {Beit3Checkpoints}"),
        ]),
        new("Objects365", ["objects365", "zhiyuan_obj", "objv2"],
        [
            new("GLIP, Grounding DINO", "trained on Objects365 boxes", GroundingDino),
        ]),
        new("XTD10", ["xtd10", "test_1kcaptions"],
        [
            new("BLIP, BLIP-2, ALBEF", "pre-trained on COCO captions among others; XTD10's photos are COCO's", $"{Blip}; {Albef}"),
            new("BEiT-3 (retrieval and in-domain checkpoints)", "trained on COCO captions; XTD10's photos are COCO's", Beit3Checkpoints),
        ]),
        new("COCO", ["coco", "instances_val2017", "instances_train2017", "captions_val2017", "captions_train2017", "captions_val2014", "captions_train2014"],
        [
            new("BLIP, BLIP-2, ALBEF", "pre-trained on COCO captions' training half among others; their retrieval checkpoints fine-tuned on it", $"{Blip}; {Albef}"),
            new("BEiT-3 (retrieval and in-domain checkpoints)", "trained on COCO captions' training half", Beit3Checkpoints),
            new("GLIP-L, Grounding DINO-B", "trained on COCO boxes among others", GroundingDino),
        ]),
        new("Noah-Wukong", ["wukong"],
        [
            new("Wukong (all checkpoints)", "pre-trained on Noah-Wukong's 100 million pairs", Wukong),
            new("Chinese-CLIP (all checkpoints)", "pre-trained on Noah-Wukong and other pairs", ChineseClip),
            new("Taiyi-CLIP", "pre-trained on Noah-Wukong and Zero", Taiyi),
        ]),
        new("Zero (CCMB)", ["zero-", "icr", "iqr", "icm", "iqm"],
        [
            new("R2D2", "pre-trained on Zero, fine-tuned on its ICR, IQR, ICM and IQM training halves", R2D2),
            new("Taiyi-CLIP", "pre-trained on Zero (23 million pairs) and Noah-Wukong", Taiyi),
        ]),
        new("TaiSu", ["taisu"],
        [
            new("encoders pre-trained on TaiSu", "it is a training set as a whole", "Liu et al. 2022, TaiSu (NeurIPS Datasets and Benchmarks)"),
        ]),
    ];

    /// <summary>The public set that files look like by name; null when they look like none.</summary>
    /// <param name="format">The format's name.</param>
    /// <param name="asked">The name or alias that a person gave; may be empty.</param>
    /// <param name="paths">Files and folders.</param>
    public static PublicSet? Find(string format, string asked, IEnumerable<string> paths)
    {
        // Names of formats that hold any data say nothing; the last two parts of a path say what it is.
        var names = paths.Select(p => string.Join('/', p.Split('/').TakeLast(2))).Append(asked).Append(format is "taisu" or "xtd10" or "wukong" ? format : "")
            .Select(n => n.ToLowerInvariant()).ToArray();
        return All.FirstOrDefault(s => s.Marks.Any(mark => names.Any(n => Mentions(n, mark))));
    }

    // Short marks count as whole words: 'icr' is not in 'microscope'.
    private static bool Mentions(string name, string mark)
    {
        for (var at = name.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = name.IndexOf(mark, at + 1, StringComparison.Ordinal))
        {
            var end = at + mark.Length;
            if (mark.Length > 4 || ((at == 0 || !char.IsLetter(name[at - 1])) && (end == name.Length || !char.IsLetter(name[end]))))
                return true;
        }

        return false;
    }
}
