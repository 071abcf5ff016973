import type { Topic } from '../model/topics.js';

/*
 * What papers about a topic say of themselves. The phrases were chosen by reading; `npm run evaluate -- topics` says how well
 * they do. Words are compared in the singular, without accents and case; a longer phrase wins over one inside it.
 */

/** The shipped vocabulary. What a topic finds may change; a name that was once offered stays. */
export const shippedTopics: readonly Topic[] = [
  {
    name: 'agents',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `agent, agent skill, agentic, agentic workflow, ai scientist, autonomous research, browsecomp, computer use, deep research, function calling, gui, gui agent, harness, mcp, model context protocol, multi agent, multiagent, openclaw, terminal bench, tool calling, tool integrated, tool use, tool using, web navigation, world of tool`,
        ),
      },
      { weight: 0.6, phrases: phrases(`orchestration, swe bench`) },
      { weight: 0.5, phrases: phrases(`claw, cli, self evolving`) },
      {
        weight: 0.4,
        phrases: phrases(`assistant, interactive environment, proactive, skill, terminal, tool`),
      },
      { weight: 0.3, phrases: phrases(`long horizon, planner`) },
      { weight: 0.2, phrases: phrases(`memory, trajectory`) },
      { weight: 0.15, phrases: phrases(`environment`) },
    ],
    never: phrases(`agent environment, agentic coding benchmark, embodied agent, reagent, task agnostic`),
    rivals: [],
  },
  {
    name: 'alignment',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `abuse, abusive, backdoor, concept erasure, constitutional, copyright, deception, deceptive, deepfake, ethical, fairness, governance, guardrail, harmful, harmfulness, hate, hate speech, honesty, human value, jailbreak, jailbreaking, machine generated text, malicious, misalignment, misinformation, moral, overrefusal, poisoning, privacy, prompt injection, red team, red teaming, refusal, reward hacking, safety, scheming, sycophancy, sycophantic, threat, toxic, toxicity, trustworthiness, trustworthy, unlearning, unsafe, value alignment, watermark, watermarking`,
        ),
      },
      { weight: 0.8, phrases: phrases(`detection of generated, hallucination`) },
      {
        weight: 0.7,
        phrases: phrases(
          `adversarial attack, harm, security, situational awareness, truthfulness, vulnerability`,
        ),
      },
      { weight: 0.6, phrases: phrases(`hallucinate, preference alignment, truthful`) },
      {
        weight: 0.5,
        phrases: phrases(
          `adversarial, attack, defense, persuasion, rlhf, safe, secure, self preservation, social norm`,
        ),
      },
      {
        weight: 0.4,
        phrases: phrases(`ai generated, damage, disrupting, generated video, memorisation, memorization`),
      },
      { weight: 0.35, phrases: phrases(`preference optimization`) },
      { weight: 0.3, phrases: phrases(`dpo, human preference, risk`) },
      { weight: 0.2, phrases: phrases(`bias, detector, social`) },
      { weight: 0.15, phrases: phrases(`robustness`) },
      { weight: 0.1, phrases: phrases(`robust`) },
    ],
    never: phrases(
      `cross modal alignment, feature alignment, image text alignment, representation alignment, safety critical, text image alignment`,
    ),
    rivals: [],
  },
  {
    name: 'audio',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `acoustic, audio visual, audiovisual, dubbing, foley, lilypond, musical, musician, musicology, singing, song, soundtrack, symbolic music`,
        ),
      },
      { weight: 0.9, phrases: phrases(`audio, music`) },
      { weight: 0.8, phrases: phrases(`sound`) },
      { weight: 0.6, phrases: phrases(`reverberation`) },
      { weight: 0.3, phrases: phrases(`omni modal, omnimodal, speech, voice`) },
      { weight: 0.2, phrases: phrases(`instrument`) },
      { weight: 0.1, phrases: phrases(`mixing`) },
    ],
    never: phrases(
      `audio and text, audio input, clean reverberant speech, image and audio, logically sound, music synchronization, sound reasoning, sound theoretical, theoretically sound`,
    ),
    rivals: [],
  },
  {
    name: 'code',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `application generation, bug, code, code generation, code repair, code review, codebase, coding, coding agent, compiler, continuous integration, cuda kernel, debug, debugging, front end, frontend, gpu kernel, issue resolution, kernel generation, kernel optimization, program repair, program synthesis, programming, pull request, repository level, software, software engineering, sql, swe, swe bench, test case generation, text to sql, unit test, verilog, vibe coding, web development, webpage generation, website development`,
        ),
      },
      { weight: 0.6, phrases: phrases(`claude code, html`) },
      { weight: 0.5, phrases: phrases(`codex, repository, rtl, triton`) },
      { weight: 0.4, phrases: phrases(`commit, developer, github, program`) },
      { weight: 0.3, phrases: phrases(`app, executable, notebook, terminal`) },
      { weight: 0.2, phrases: phrases(`api, script`) },
    ],
    never: phrases(
      `bar code, code and, code available, code data, code dataset, code is available, code model weight, code release, code will be, codebook, codec, data and code, neural code, open source code, released code, source code available`,
    ),
    rivals: [],
  },
  {
    name: 'data',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `corpora, corpus, data centric, data construction, data curation, data engine, data filtering, data generation, data mixing, data mixture, data pipeline, data quality, data recipe, data scaling, data selection, data synthesis, data synthesis pipeline, data valuation, instruction data, pretraining data, synthetic data, web data`,
        ),
      },
      { weight: 0.9, phrases: phrases(`large scale dataset`) },
      { weight: 0.8, phrases: phrases(`dataset`) },
      { weight: 0.7, phrases: phrases(`data processing`) },
      {
        weight: 0.6,
        phrases: phrases(`data attribution, data collection, synthesis pipeline, training data`),
      },
      { weight: 0.5, phrases: phrases(`data efficiency`) },
      { weight: 0.4, phrases: phrases(`curated, synthesized`) },
      {
        weight: 0.3,
        phrases: phrases(
          `annotated, annotation, crowdsourced, question answer pair, scalable pipeline, synthetic`,
        ),
      },
    ],
    never: phrases(
      `across dataset, benchmark and dataset, benchmark dataset, data efficient, data scarcity, dataset evaluation, datasets demonstrate, diverse dataset, enhanced dataset, evaluation dataset, existing dataset, k image dataset, multiple dataset, offline dataset, pre training data presence, public dataset, real world dataset, several dataset, standard dataset, test dataset`,
    ),
    rivals: [],
  },
  {
    name: 'diffusion',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `autoregressive diffusion, classifier free guidance, consistency model, ddpm, denoising, diffusion, diffusion language model, diffusion model, diffusion transformer, discrete diffusion, distribution matching distillation, dit, dllm, few step generation, flow map, flow matching, latent diffusion, masked diffusion, mean flow, meanflow, noise schedule, one step generation, rectified flow, score distillation, score matching, stable diffusion`,
        ),
      },
      { weight: 0.6, phrases: phrases(`flow based`) },
      { weight: 0.5, phrases: phrases(`velocity field`) },
      { weight: 0.4, phrases: phrases(`flow, sampler`) },
      { weight: 0.3, phrases: phrases(`drifting, guidance`) },
      { weight: 0.2, phrases: phrases(`noise`) },
    ],
    never: phrases(`diffusion of, gradient flow, information flow, optical flow, work flow`),
    rivals: [],
  },
  {
    name: 'efficiency',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `4 bit, accelerate, accelerating, acceleration, cache, caching, compression, compute efficient, early exit, edge device, efficient inference, efficient training, fast inference, flashattention, fp4, fp8, inference acceleration, key value cache, low bit, low latency, memory footprint, memory saving, model compression, offloading, on device, parallel decoding, prune, quantized, serving, sparse attention, speculative decoding, speed up, speedup, throughput, token compression, token merging, token pruning, token reduction, visual token compression`,
        ),
      },
      { weight: 0.9, phrases: phrases(`pruning, quantization, unnecessary computation`) },
      { weight: 0.8, phrases: phrases(`computational cost`) },
      { weight: 0.7, phrases: phrases(`latency`) },
      { weight: 0.6, phrases: phrases(`faster, kv cache, reduced computational`) },
      { weight: 0.5, phrases: phrases(`efficiency, efficient, linear complexity, redundant, sparsity`) },
      {
        weight: 0.4,
        phrases: phrases(
          `adaptive computation, budget, cheap, computational overhead, inference efficiency, kernel, lightweight`,
        ),
      },
      { weight: 0.35, phrases: phrases(`memory efficient`) },
      {
        weight: 0.3,
        phrases: phrases(
          `compute, cost, mixture of expert, parameter efficient, real time, redundancy, single forward pass, sparse`,
        ),
      },
      { weight: 0.2, phrases: phrases(`distillation, gpu, lora, low rank, mobile`) },
    ],
    never: phrases(
      `binary quantization, codebook quantization, data efficiency, data efficient, residual quantization, sample efficiency, sample efficient, token efficient, vector quantization`,
    ),
    rivals: [],
  },
  {
    name: 'evaluation',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `arena, auditing, bench, benchmark, benchmarking, comprehensive evaluation, diagnostic, evaluates, evaluating, evaluation, evaluation framework, evaluation protocol, evaluation suite, exam, human evaluation, judge, judging, leaderboard, llm as a judge, measuring, reveals significant gap, stress testing, systematic evaluation, testbed`,
        ),
      },
      { weight: 0.6, phrases: phrases(`assessing, assessment`) },
      { weight: 0.5, phrases: phrases(`audit, metric, rubric`) },
      { weight: 0.4, phrases: phrases(`assess, challenges current model`) },
      { weight: 0.3, phrases: phrases(`evaluate, frontier model, measure, reliability, struggle`) },
      { weight: 0.2, phrases: phrases(`gap, human annotated, reveal`) },
      { weight: 0.1, phrases: phrases(`verified`) },
    ],
    never: phrases(
      `across benchmark, agent benchmark, art benchmark, benchmark dataset, benchmark demonstrate, benchmark evaluation, benchmark performance, benchmark result, benchmark show, benchmark task, challenging benchmark, complex benchmark, diverse benchmark, evaluation demonstrate, evaluation on, evaluation show, existing benchmark, experimental evaluation, extensive evaluation, five benchmark, manipulation benchmark, mathematical benchmark, multimodal benchmark, multiple benchmark, on benchmark, on multi, on three benchmark, performance on benchmark, policy evaluation, public benchmark, reasoning benchmark, several benchmark, standard benchmark, swe bench, understanding benchmark, various benchmark, video benchmark, without evaluation`,
    ),
    rivals: [],
  },
  {
    name: 'games',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `chess, game, game development, game engine, game playing, gameplay, gaming, interactive world, minecraft, multiplayer, npc, playable, player, poker, simulated world, social dilemma, video game, virtual world, world model, world modeling, world simulation, world simulator`,
        ),
      },
      { weight: 0.6, phrases: phrases(`generative world, interactive simulation, world generation`) },
      { weight: 0.5, phrases: phrases(`action conditioned, embodied simulation, interactive environment`) },
      { weight: 0.4, phrases: phrases(`puzzle, role playing`) },
      { weight: 0.3, phrases: phrases(`self play, strategic`) },
    ],
    never: phrases(`cooperative game, game changing, game theoretic, game theory`),
    rivals: [],
  },
  {
    name: 'graphs',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `gnn, graph, graph learning, graph neural network, graph structured, graph transformer, graphrag, hypergraph, link prediction, message passing, molecular graph, node classification, relational data`,
        ),
      },
      { weight: 0.6, phrases: phrases(`knowledge graph`) },
      { weight: 0.5, phrases: phrases(`scene graph`) },
      { weight: 0.4, phrases: phrases(`graph based, hyperbolic, network analysis`) },
      { weight: 0.2, phrases: phrases(`topology`) },
    ],
    never: phrases(
      `call graph, causal graph, computation graph, computational graph, correlation graph, cuda graph, dependency graph, directed acyclic graph, execution graph, graph conditioning, graph of thought, graph structure of, memory graph, multimodal graph, skill graph, task graph`,
    ),
    rivals: [],
  },
  {
    name: 'images',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `controllable image, generated image, generative image, image edit, image editing, image generation, image generator, image inpainting, image relighting, image restoration, image synthesis, image tokenizer, imagenet generation, layout to image, personalized generation, relighting, style transfer, subject driven, super resolution, t2i, text rendering, text to image, virtual try on, visual autoregressive, visual synthesis, visual text rendering, visual tokenizer`,
        ),
      },
      { weight: 0.8, phrases: phrases(`visual generation`) },
      { weight: 0.7, phrases: phrases(`inpainting`) },
      { weight: 0.6, phrases: phrases(`poster, sketch`) },
      {
        weight: 0.5,
        phrases: phrases(
          `generation fid, one step generation, svg, understanding and generation, unified understanding and generation`,
        ),
      },
      {
        weight: 0.4,
        phrases: phrases(`diffusion transformer, drawing, editing, image customization, imagenet, portrait`),
      },
      { weight: 0.35, phrases: phrases(`image`) },
      {
        weight: 0.3,
        phrases: phrases(`autoencoder, high resolution, image translation, photo, visual content`),
      },
      { weight: 0.25, phrases: phrases(`pixel`) },
      { weight: 0.2, phrases: phrases(`face, rendering, style`) },
      { weight: 0.15, phrases: phrases(`design`) },
      { weight: 0.1, phrases: phrases(`diversity, refinement`) },
    ],
    never: phrases(
      `3d editing, human image animation, image animation, image based, image caption, image captioning, image classification, image encoder, image input, image level, image quality, image reasoning, image recognition, image retrieval, image segmentation, image text, image to video, image understanding, knowledge editing, medical image, model editing, multi image, single image to 3d, thinking with image, video editing, whole slide image`,
    ),
    rivals: [],
  },
  {
    name: 'interpretability',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `causal tracing, circuit, concept vector, explainability, feature attribution, inner working, internal representation, interpretability, interpreting, logit lens, monosemantic, neuron, probe, representation geometry, residual stream, sparse autoencoder, steering vector, superposition`,
        ),
      },
      { weight: 0.9, phrases: phrases(`concept decomposition`) },
      { weight: 0.8, phrases: phrases(`mechanistic, token level analysis`) },
      { weight: 0.7, phrases: phrases(`internal structure`) },
      { weight: 0.6, phrases: phrases(`attention sink, attribution, probing, understanding reasoning`) },
      {
        weight: 0.5,
        phrases: phrases(
          `activation, brain activity, dissecting, representational, steering, understanding how`,
        ),
      },
      { weight: 0.45, phrases: phrases(`interpretable`) },
      {
        weight: 0.4,
        phrases: phrases(`analysis reveals, attention head, explainable, hidden state, internal, spectral`),
      },
      {
        weight: 0.3,
        phrases: phrases(`activation steering, disentangle, emergence, geometry, latent representation`),
      },
      { weight: 0.25, phrases: phrases(`emergent, why`) },
      { weight: 0.2, phrases: phrases(`explanation, latent reasoning, mechanism`) },
      { weight: 0.15, phrases: phrases(`analyze, dynamic, layer wise`) },
      { weight: 0.1, phrases: phrases(`investigate`) },
    ],
    never: phrases(
      `evaluation explanation, explainable human evaluation, fidelity steering, interpretable multi agent, interpretable policy, interpretable reward, reward attribution`,
    ),
    rivals: [],
  },
  {
    name: 'language-models',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `alignment tax, continual pre training, continual pretraining, hyper connection, knowledge editing, language modeling, pre pre training, residual connection`,
        ),
      },
      { weight: 0.9, phrases: phrases(`scaling law`) },
      {
        weight: 0.8,
        phrases: phrases(
          `llm finetuning, model merging, multi token prediction, pre training, pretraining, reasoning in llm, task arithmetic, transformer architecture`,
        ),
      },
      {
        weight: 0.7,
        phrases: phrases(
          `feed forward network, instruction tuning, mixture of expert, moe, optimizer, pretrain, small language model`,
        ),
      },
      {
        weight: 0.6,
        phrases: phrases(
          `diffusion language model, dllm, in context learning, looped, multilingual, next token prediction, nlp, on policy distillation, parametric knowledge, perplexity, pretrained language model, training dynamics`,
        ),
      },
      {
        weight: 0.5,
        phrases: phrases(
          `language model, linear attention, linguistic, llm reasoning, lora, low resource, merging, post training, sft, supervised fine tuning, text generation, token distribution, tokenization, tokenizer`,
        ),
      },
      { weight: 0.45, phrases: phrases(`large language model, llm`) },
      {
        weight: 0.4,
        phrases: phrases(
          `attention mechanism, factual, fine tuning, mamba, normalization, prompting, rlhf, technical report, trained from scratch, translation`,
        ),
      },
      { weight: 0.35, phrases: phrases(`scaling, transformer`) },
      { weight: 0.3, phrases: phrases(`architecture, calibration, distillation, persona, recurrent`) },
      { weight: 0.25, phrases: phrases(`rlvr`) },
      { weight: 0.2, phrases: phrases(`confidence, depth, foundation model, generalization, layer, word`) },
      { weight: 0.15, phrases: phrases(`embedding, knowledge`) },
      { weight: 0.1, phrases: phrases(`open weight`) },
    ],
    never: phrases(
      `3d language model, 3d llm, audio language model, binary tokenizer, case transformer, diffusion transformer, foundation model for robot, image transformer, language model agent, large vision language model, llm agent, llm as a judge, llm based agent, llm policy, multimodal language model, multimodal large language model, omni language model, scaling law in recommendation, speech language model, spoken language model, text motion, tool use in large language model, unified tokenizer, video language model, video large language model, video tokenizer, vision language action, vision language model, vision transformer, visual language model, visual tokenizer`,
    ),
    rivals: [
      'multimodal',
      'images',
      'speech',
      'robotics',
      'three-d',
      'video',
      'vision',
      'retrieval',
      'medicine',
      'agents',
      'code',
      'audio',
    ],
  },
  {
    name: 'long-context',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `context compression, context extension, context length, context window, delta rule, gated delta, gated deltanet, hybrid attention, infinite context, length extrapolation, linear attention, long context, long document, long input, long sequence, mamba, million token, ssm, state space, state space model, sub quadratic, subquadratic, ultra long`,
        ),
      },
      { weight: 0.6, phrases: phrases(`length generalization, sparse attention`) },
      { weight: 0.5, phrases: phrases(`context management, sliding window, test time training`) },
      {
        weight: 0.4,
        phrases: phrases(
          `kv cache, long term memory, memory augmented, position embedding, positional encoding, rope`,
        ),
      },
      { weight: 0.3, phrases: phrases(`key value, recurrent`) },
      { weight: 0.2, phrases: phrases(`attention, compress, long horizon memory`) },
    ],
    never: phrases(``),
    rivals: [],
  },
  {
    name: 'mathematics',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `algebra, arithmetic, autoformalization, combinatorics, conjecture, equation discovery, erdos, formal proof, formalization, geometry problem, imo, lean, math, math reasoning, mathematical, mathematician, mathematics, multiplication, olympiad, proof, symbolic regression, theorem, theorem proving`,
        ),
      },
      { weight: 0.4, phrases: phrases(`aime, gsm8k`) },
    ],
    never: phrases(
      `math and code, math and coding, math reasoning benchmark, mathematical and coding, mathematical benchmark, mathematical formulation, mathematical foundation, mathematical framework, mathematical reasoning benchmark, mathematically, proof of concept`,
    ),
    rivals: [],
  },
  {
    name: 'medicine',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `antibody, biological, biomedical, cancer, cell, clinical, clinician, ct, disease, dna, drug, ecg, eeg, electronic health record, enzyme, fmri, genome, genomic, healthcare, histopathology, hospital, medical, medicine, mental health, molecular, mri, neural activity, neural recording, neuroscience, nutrition, organism, pathology, patient, pharmacology, physiological, protein, radiology, rna, surgery, surgical, therapeutic, therapy, x ray`,
        ),
      },
      { weight: 0.9, phrases: phrases(`biology`) },
      { weight: 0.8, phrases: phrases(`health, molecule`) },
      { weight: 0.7, phrases: phrases(`brain`) },
      { weight: 0.6, phrases: phrases(`gene, species`) },
      { weight: 0.5, phrases: phrases(`diagnosis, single cell`) },
      { weight: 0.4, phrases: phrases(`chemistry`) },
      { weight: 0.3, phrases: phrases(`food, psychological`) },
      { weight: 0.2, phrases: phrases(`diagnostic`) },
    ],
    never: phrases(
      `biologically inspired, brain damage, brain inspired, cell phone, cellular automata, living brain`,
    ),
    rivals: [],
  },
  {
    name: 'multimodal',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `any to any, cross modal, image and text, image text, large multimodal model, lmm, lvlm, mllm, multi modal, multimodal, multimodal large language model, multimodality, omni, omni modal, omnimodal, unified multimodal, vision language, vision language model, visual instruction, visual language, visual question answering, vlm, vqa`,
        ),
      },
      {
        weight: 0.7,
        phrases: phrases(
          `thinking with image, understanding and generation, video language, video large language model, video llm, visual reasoning`,
        ),
      },
      { weight: 0.6, phrases: phrases(`multi image, visual grounding, visual understanding`) },
      { weight: 0.5, phrases: phrases(`audio visual, ocr, visual token`) },
      { weight: 0.4, phrases: phrases(`chart, clip, document parsing, modality`) },
      { weight: 0.3, phrases: phrases(`perception, screenshot`) },
      { weight: 0.25, phrases: phrases(`visual`) },
      { weight: 0.2, phrases: phrases(`gpt 4o, vision, visual text`) },
    ],
    never: phrases(`multimodal action, multimodal distribution, vision language action`),
    rivals: [],
  },
  {
    name: 'reasoning',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `cot, deep think, deliberation, inference time compute, inference time scaling, large reasoning model, latent reasoning, lrm, overthinking, reasoner, self consistency, test time compute, test time scaling`,
        ),
      },
      { weight: 0.9, phrases: phrases(`chain of thought`) },
      { weight: 0.8, phrases: phrases(`reason, reasons, spatial reasoning, thinking, visual reasoning`) },
      { weight: 0.75, phrases: phrases(`mathematical reasoning`) },
      { weight: 0.7, phrases: phrases(`reasoning`) },
      { weight: 0.6, phrases: phrases(`process reward`) },
      {
        weight: 0.5,
        phrases: phrases(`logic, logical, self correction, self verification, thought, tree search`),
      },
      { weight: 0.4, phrases: phrases(`aime, intermediate step, problem solving`) },
      { weight: 0.35, phrases: phrases(`rlvr, spatial intelligence, verifier`) },
      { weight: 0.3, phrases: phrases(`grpo, reflection, verifiable reward`) },
      { weight: 0.25, phrases: phrases(`rollout, verification`) },
      { weight: 0.2, phrases: phrases(`causal, exploration`) },
      { weight: 0.1, phrases: phrases(`planning`) },
    ],
    never: phrases(`advanced reasoning, creative thinking, thinking with video`),
    rivals: ['agents', 'video', 'robotics', 'retrieval', 'three-d', 'images'],
  },
  {
    name: 'reinforcement-learning',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `actor critic, advantage estimation, credit assignment, finetuned with rl, grpo, off policy, offline rl, policy gradient, policy optimization, ppo, q learning, reinforce, reinforcement, reinforcement learning, reward design, reward model, reward modeling, reward shaping, rl, rlhf, rlvr, sparse reward, verifiable reward, world model rl`,
        ),
      },
      { weight: 0.9, phrases: phrases(`group relative`) },
      { weight: 0.7, phrases: phrases(`value function, value model`) },
      { weight: 0.6, phrases: phrases(`reward hacking`) },
      { weight: 0.5, phrases: phrases(`bandit, on policy, reward, rollout, self play`) },
      { weight: 0.4, phrases: phrases(`exploration, preference optimization`) },
      { weight: 0.35, phrases: phrases(`dpo`) },
      { weight: 0.3, phrases: phrases(`advantage, entropy, environment scaling`) },
      { weight: 0.2, phrases: phrases(`curriculum, policy`) },
    ],
    never: phrases(`robot policy, sft and rl, supervised fine tuning and reinforcement learning`),
    rivals: [],
  },
  {
    name: 'retrieval',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `bm25, browsecomp, click through rate, colbert, ctr, deep research, deep search, dense retrieval, embedding model, generative recommendation, information seeking, late interaction, multimodal embedding, nearest neighbor, rag, recommendation, recommender, rerank, reranker, reranking, retrieval, retrieval augmented, retriever, search agent, search engine, semantic id, semantic search, text embedding, universal embedding, vector database, web search`,
        ),
      },
      { weight: 0.5, phrases: phrases(`knowledge base`) },
      { weight: 0.4, phrases: phrases(`citation, memory retrieval, multi hop, query, search`) },
      { weight: 0.3, phrases: phrases(`ranking, user modeling`) },
      { weight: 0.25, phrases: phrases(`question answering`) },
      { weight: 0.2, phrases: phrases(`document, evidence, item`) },
    ],
    never: phrases(
      `architecture search, beam search, evolutionary search, grid search, monte carlo tree search, policy search, program search, search space, test time search, tree search`,
    ),
    rivals: [],
  },
  {
    name: 'robotics',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `action chunk, action chunking, autonomous driving, bimanual, dexterous, diffusion policy, driving, drone, end effector, grasping, gripper, humanoid, imitation learning, libero, locomotion, motion planning, quadruped, robot, robot policy, robotic, robotics, sim to real, teleoperation, uav, vision and language navigation, vision language action, visuomotor, vla, whole body control, world action model`,
        ),
      },
      { weight: 0.8, phrases: phrases(`embodied, manipulation`) },
      { weight: 0.6, phrases: phrases(`action generation, action policy, physical ai, vehicle`) },
      { weight: 0.5, phrases: phrases(`egocentric`) },
      { weight: 0.4, phrases: phrases(`action model, tactile`) },
      { weight: 0.3, phrases: phrases(`navigation, physical world`) },
      { weight: 0.2, phrases: phrases(`real world deployment`) },
    ],
    never: phrases(
      `accent manipulation, embodied simulation, gui navigation, image manipulation, manipulation detection, perceptual manipulation, psychological manipulation, robot free, web navigation`,
    ),
    rivals: [],
  },
  {
    name: 'speech',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `accent, asr, conversational speech, diarization, full duplex, multi speaker, phoneme, prosody, speaker, speech, speech recognition, speech synthesis, speech to speech, spoken, spoken dialogue, text to speech, transcription, tts, utterance, voice, voice agent, voice cloning`,
        ),
      },
      { weight: 0.5, phrases: phrases(`dubbing, whisper`) },
      { weight: 0.4, phrases: phrases(`lip sync`) },
      { weight: 0.3, phrases: phrases(`talking`) },
      { weight: 0.2, phrases: phrases(`audio`) },
    ],
    never: phrases(`freedom of speech, hate speech, part of speech`),
    rivals: [],
  },
  {
    name: 'three-d',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `3d, 3d generation, 3d reconstruction, 3d scene, 4d, articulated, body pose, cad, camera pose, feed forward reconstruction, gaussian splatting, hand object interaction, human motion, indoor scene, mesh, motion capture, motion generation, motion synthesis, multi view, multiview, nerf, neural rendering, novel view, novel view synthesis, point cloud, point matching, pointmap, radiance field, rigging, scene reconstruction, slam, smpl, splatting, stereo, structure from motion, text to 3d, vggt, voxel`,
        ),
      },
      { weight: 0.7, phrases: phrases(`avatar`) },
      { weight: 0.6, phrases: phrases(`human object interaction, scene generation`) },
      { weight: 0.5, phrases: phrases(`gaussians, geometry, inverse rendering`) },
      { weight: 0.4, phrases: phrases(`360, depth, panorama, registration, texture, viewpoint`) },
      { weight: 0.35, phrases: phrases(`reconstruction`) },
      { weight: 0.3, phrases: phrases(`camera, gaussian, surface`) },
      { weight: 0.2, phrases: phrases(`spatial, view`) },
    ],
    never: phrases(``),
    rivals: [],
  },
  {
    name: 'video',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `autoregressive video, film, footage, i2v, image to video, long video, streaming video, t2v, talking head, text to video, video, video diffusion, video editing, video generation, video llm, video model, video understanding`,
        ),
      },
      { weight: 0.6, phrases: phrases(`character animation, human animation, movie`) },
      { weight: 0.5, phrases: phrases(`camera control, cinematic`) },
      { weight: 0.4, phrases: phrases(`animation, talking`) },
      { weight: 0.3, phrases: phrases(`dance, frame, storytelling, streaming`) },
      { weight: 0.25, phrases: phrases(`temporal, world model`) },
      { weight: 0.2, phrases: phrases(`motion, shot`) },
    ],
    never: phrases(`image and video, images and video, video game, video prior, video priors`),
    rivals: [],
  },
  {
    name: 'vision',
    evidence: [
      {
        weight: 1,
        phrases: phrases(
          `anomaly detection, camouflaged, change detection, computer vision, dense prediction, depth estimation, dino, dinov2, dinov3, document parsing, earth observation, feature matching, handwritten, image classification, imagenet classification, keypoint, matting, object detection, object tracking, open vocabulary, optical flow, pose estimation, re identification, remote sensing, sam, satellite, segment anything, segmentation, text recognition, vision foundation model, vision transformer, visual backbone, visual pre training, visual pretraining, visual recognition, visual representation, vit`,
        ),
      },
      { weight: 0.9, phrases: phrases(`image signal processing`) },
      { weight: 0.8, phrases: phrases(`ocr, scene graph`) },
      { weight: 0.7, phrases: phrases(`cnn, tracking, visual encoder`) },
      { weight: 0.6, phrases: phrases(`detector, image restoration, restoration`) },
      {
        weight: 0.5,
        phrases: phrases(
          `localization, scene understanding, self supervised, slide, visual feature, visual grounding, visual perception`,
        ),
      },
      {
        weight: 0.4,
        phrases: phrases(
          `clip, correspondence, counting, depth, detection, grounding, image understanding, pathology`,
        ),
      },
      { weight: 0.3, phrases: phrases(`classification, detecting, perception, recognition, visual concept`) },
      { weight: 0.2, phrases: phrases(`contrastive, encoder, object`) },
      { weight: 0.15, phrases: phrases(`image`) },
      { weight: 0.1, phrases: phrases(`trajectory, vision encoder, visual`) },
    ],
    never: phrases(
      `ai generated text detection, audio recognition, bug localization, entity tracking, fault localization, hallucination detection, hate detection, intrusion detection, object interaction, series anomaly, speech recognition, state tracking, time series anomaly detection, tracking state, uv segmentation`,
    ),
    rivals: [],
  },
];

function phrases(list: string): string[] {
  return list
    .split(',')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');
}
